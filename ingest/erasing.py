"""Takes the personal data of listed records out of loads, new ones and those already kept.

The record stays, with its keys and all that is not personal, so that every count is as before. Of
its row the personal cells and `_extra` become NULL, and `_row_hash` is that of what is left: a hash
over a phone number is as good as the number to whoever tries them all.
What does not belong here: reading the list (see erase_list), changing files (see erased_files).
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from ingest.contracts import Contract
from ingest.erase_list import read_erase_list
from ingest.erased_files import Erased, erase_rows, erase_unmasked_rejects
from ingest.errors import IngestError
from ingest.files import put_in_place, sha256_of_file
from ingest.load_record import LoadRecord
from ingest.settings import Settings


class Eraser:
    """Applies the list to the loads of one source; the caller holds the ingest lock."""

    def __init__(
        self, settings: Settings, contract: Contract, records: list[LoadRecord], work: Path
    ) -> None:
        """Read the list; raises IngestError if it is bad, or gone: it would let persons in."""
        self.contract, self.work = contract, work
        self.erase_list = read_erase_list(settings, [contract])
        erased = sum(record.erased_by is not None for record in records)
        if erased and not self.erase_list.is_there:
            raise IngestError(
                f"{settings.erase_list}: is gone, but was applied to {erased:,} loads of"
                f" {contract.source}. Put it back; one with its header alone says that nobody"
                " is to be erased any more."
            )
        self.roots = {
            "loaded": settings.raw,
            "superseded": settings.superseded,
            "quarantined": settings.quarantine,
        }

    def applies_to(self, object_name: str | None) -> bool:
        """Whether the list names records of an object, or of the source at all."""
        return bool(self.erase_list.of(self.contract.source, object_name))

    def in_new_load(
        self, connection: duckdb.DuckDBPyConnection, record: LoadRecord, folder: Path
    ) -> LoadRecord:
        """Erase in a load that is not committed yet; returns its record with what was erased."""
        digest = self._digest(record)
        if digest is None:
            return record
        return self._erase(connection, record, folder, digest, folder.parent)[0]

    def in_kept_loads(
        self,
        connection: duckdb.DuckDBPyConnection,
        records: list[LoadRecord],
        object_name: str | None,
        say: Callable[[str], object],
    ) -> int:
        """Erase in those loads of an object to which the list as it is was not applied yet.

        Brings `records` up to date in place and returns the number of rows erased. May be killed
        and run again: each file is replaced in one step, the load's record last.
        """
        rows = loads = read = left = 0
        found: set[tuple[str, str]] = set()
        for place, record in enumerate(records):
            digest = self._digest(record) if record.object_name == object_name else None
            if digest is None:
                continue
            if record.erased_by == digest:
                left += 1
                continue
            folder = record.directory(self.roots[record.status])
            if record.status == "quarantined":
                _forget_bytes(folder)
                records[place] = replace(record, erased_by=digest)
            else:
                read += 1
                records[place], erased = self._erase(connection, record, folder, digest, self.work)
                rows += len(erased.new_lines)
                loads += bool(erased.new_lines)
                found |= {(record.source_instance, record_id) for record_id in erased.found}
            self._write(records[place], folder)
        if rows:
            say(
                f"{self.contract.source}.{object_name}: personal data of {rows:,} rows"
                f" in {loads:,} loads erased"
            )
        if read and not left:
            self._tell_missing(object_name, found, say)
        return rows

    def _digest(self, record: LoadRecord) -> str | None:
        """Twelve hex digits of what has to be erased in a load; None where that is nothing."""
        entries = self.erase_list.of(self.contract.source, record.object_name)
        ids = {e.record_id for e in entries if e.source_instance == record.source_instance}
        if not ids or record.status not in self.roots:
            return None
        private: list[str] = []
        if record.object_name in self.contract.objects:
            columns = self.contract.objects[record.object_name].columns
            private = [column.name for column in columns if column.personal_data != "none"]
        text = json.dumps([sorted(private), sorted(ids)])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _erase(
        self,
        connection: duckdb.DuckDBPyConnection,
        record: LoadRecord,
        folder: Path,
        digest: str,
        work: Path,
    ) -> tuple[LoadRecord, Erased]:
        name = str(record.object_name)
        entries = self.erase_list.of(self.contract.source, name)
        ids = {e.record_id for e in entries if e.source_instance == record.source_instance}
        try:
            erased = erase_rows(connection, folder, self.contract.objects[name], ids, work)
            erase_unmasked_rejects(connection, folder, work)
        except (duckdb.Error, OSError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise IngestError(
                f"{folder}: erasing stopped ({reason}). See to memory and disk, then start again;"
                " what was erased before stays erased."
            ) from error
        new = replace(
            record,
            rows_erased=len(erased.lines),
            rows_sha256=sha256_of_file(folder / "rows.parquet"),
            erased_by=digest,
        )
        return new, erased

    def _write(self, record: LoadRecord, folder: Path) -> None:
        """The load's record, with the status it had before its directory was moved."""
        text = replace(record, status=record.first_status or record.status).to_json()
        temporary = self.work / "load.json"
        temporary.write_text(text, encoding="utf-8")
        put_in_place(temporary, folder / "load.json")

    def _tell_missing(
        self, object_name: str | None, found: set[tuple[str, str]], say: Callable[[str], object]
    ) -> None:
        lines = [
            str(entry.line)
            for entry in self.erase_list.of(self.contract.source, object_name)
            if (entry.source_instance, entry.record_id) not in found
        ]
        if lines:
            say(
                f"erase_list.csv: in no load of {self.contract.source}.{object_name} is the record"
                f" of line {', '.join(lines)}; check its record_id."
            )


def _forget_bytes(folder: Path) -> None:
    """Delete the kept copy of a refused file: what cannot be read cannot be searched either."""
    for path in folder.iterdir():
        if path.name != "load.json":
            path.unlink()
