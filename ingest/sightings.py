"""Recognises files that were dealt with before, without reading them again."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from ingest.discovery import Delivery
from ingest.files import write_atomically
from ingest.load_record import LoadRecord
from ingest.settings import Settings

Key = tuple[str, int, int]


class Sightings:
    """Landing files by path, size and modification time, and the load each one became.

    `records` are all loads by object; each object's are changed while it is loaded.
    The ledger holds the file each load came from. Further files with the same bytes are kept in
    raw/.sightings.json; losing that file only costs reading them once more.
    """

    def __init__(
        self, settings: Settings, records: Mapping[str | None, Sequence[LoadRecord]]
    ) -> None:
        self.path = settings.raw / ".sightings.json"
        self.records = records
        self.more: dict[Key, list[str]] = {}
        self.is_changed = False
        with suppress(OSError, ValueError, TypeError):
            for *key, place in json.loads(self.path.read_text(encoding="utf-8")):
                self.more[(str(key[0]), int(key[1]), int(key[2]))] = place
        # Of a file that was refused or replaced before it counted, the load that counts.
        known = (record for loads in records.values() for record in loads)
        ranked = sorted(known, key=lambda record: record.status == "loaded")
        self.own = {(r.file_name, r.file_size, r.file_modified_ns): r for r in ranked}

    def find(self, delivery: Delivery, version: str) -> LoadRecord | None:
        """The load this very file became, unless it should be read again.

        A quarantined file is read again when its contract changed, or when its bytes never were
        available; the copy of another file when that one does not count any more.
        """
        key = (delivery.file_name, delivery.file_size, delivery.file_modified_ns)
        record = self.own.get(key)
        if record is None:
            place = self.more.get(key)
            # A copy of the list, because another thread may change it.
            loads = list(self.records.get(place[1], ())) if place else []
            record = next((r for r in loads if place == _place(r)), None)
            if record is None or record.status == "superseded":
                return None
        elif record.export_as_of != delivery.export_as_of:
            return None
        if record.status == "quarantined" and (
            record.contract_version != version or record.sha256 is None
        ):
            return None
        return record

    def find_bytes(self, delivery: Delivery, sha256: str, version: str) -> LoadRecord | None:
        """The load these bytes are already, for that date, or for any if it is a guess."""
        for record in self.records[delivery.object_name]:
            if record.sha256 != sha256:
                continue
            is_same_day = record.export_as_of == delivery.export_as_of
            if record.status == "loaded" and (is_same_day or delivery.is_export_date_inferred):
                return record
            is_refused = record.status == "quarantined" and record.contract_version == version
            if is_refused and is_same_day and record.file_name != delivery.file_name:
                return record
        return None

    def add(self, delivery: Delivery, record: LoadRecord) -> None:
        """Remember a file whose bytes are those of a known load."""
        key = (delivery.file_name, delivery.file_size, delivery.file_modified_ns)
        self.more[key] = _place(record)
        self.is_changed = True

    def save(self) -> None:
        """Write what was added."""
        if self.is_changed:
            content = [[*key, place] for key, place in sorted(self.more.items())]
            write_atomically(
                self.path, lambda path: path.write_text(json.dumps(content), encoding="utf-8")
            )


def _place(record: LoadRecord) -> list[str]:
    return [record.source_system, str(record.object_name), str(record.load_id)]
