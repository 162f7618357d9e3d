"""One run over one object: what is new is read, committed, and what it replaces moved away."""

import tempfile
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import duckdb

from ingest.connections import Connections
from ingest.containers import Unpacked, unexpected, unpack
from ingest.contracts import Contract
from ingest.discovery import Delivery, is_changed
from ingest.entries import file_state
from ingest.erasing import Eraser
from ingest.errors import FileRefusedError, IngestError
from ingest.files import commit_directory
from ingest.ledger import set_aside
from ingest.load_record import LoadRecord
from ingest.pace import Pace
from ingest.quarantine import keep_bytes
from ingest.reader import Outcome, read_file
from ingest.records import load_id, loaded_record, refused_record, used_to_end
from ingest.results import ObjectResult
from ingest.settings import Settings
from ingest.sightings import Sightings
from ingest.sql import Identity

# These say nothing about the file, and would be met by the next one as well.
SHORTAGES = (duckdb.OutOfMemoryException, duckdb.IOException, OSError, MemoryError)
SMALL_FILE = 1 << 20


class ObjectRun:
    """One run over the deliveries of one object, in a thread of its own.

    `records` are the loads of this object alone; `lines` gets what is to be said, each line with
    whether it is a message, and None at the end.
    """

    def __init__(
        self,
        settings: Settings,
        contract: Contract,
        name: str,
        deliveries: list[Delivery],
        records: list[LoadRecord],
        sightings: Sightings,
        eraser: Eraser,
        connections: Connections,
        incoming: Path,
    ) -> None:
        self.settings, self.contract, self.name = settings, contract, name
        self.deliveries, self.records, self.sightings = deliveries, records, sightings
        self.eraser, self.connections, self.incoming = eraser, connections, incoming
        self.counts = ObjectResult(name)
        self.version = contract.version(name)
        self.lines: SimpleQueue[tuple[str, bool] | None] = SimpleQueue()

    def load(self) -> ObjectResult:
        """Erase in what is kept, then load what is new."""
        try:
            self._load()
        finally:
            self.lines.put(None)
        return self.counts

    def _say(self, line: str) -> None:
        self.lines.put((line, True))

    def _progress(self, line: str) -> None:
        self.lines.put((line, False))

    def _load(self) -> None:
        counts, shown = self.counts, f"{self.contract.source}.{self.name}"
        if self.eraser.applies_to(self.name):
            with self.connections.large() as large:
                counts.rows_erased = self.eraser.in_kept_loads(
                    large, self.records, self.name, self._say
                )
        waiting = self.deliveries
        while waiting:
            superseded = counts.superseded
            pace = Pace(shown, len(waiting), self._progress)
            copies = []
            for item in waiting:
                if self._consider(item):
                    copies.append(item)
                pace.step()
            # A copy whose twin was just replaced counts by itself now.
            waiting = copies if counts.superseded > superseded else []
        if counts.new_loads or counts.quarantined:
            self._progress(
                f"{shown}: {counts.new_loads} new loads,"
                f" {counts.rows_read:,} rows read, {counts.rows_loaded:,} loaded,"
                f" {counts.rows_rejected:,} rejected"
            )

    def _consider(self, delivery: Delivery) -> bool:
        """Load a file unless it is known; whether it is the copy of another, loaded one."""
        known = self.sightings.find(delivery, self.version)
        if known is None:
            return self._load_delivery(delivery)
        if known.status == "quarantined":
            self._say(f"{delivery.file_name}: still quarantined ({known.reason})")
        return known.status == "loaded" and known.file_name != delivery.file_name

    def _load_delivery(self, delivery: Delivery) -> bool:
        """Read one file; whether it turned out to be the copy of a loaded one."""
        with tempfile.TemporaryDirectory(dir=self.incoming) as work:
            target = Path(work) / "load"
            target.mkdir()
            contents = self.contract.objects[self.name]
            before = file_state(delivery.path)
            unpacked = twin = outcome = refused = None
            try:
                unpacked = unpack(delivery.path, delivery.member, contents, Path(work) / "text.csv")
                twin = self.sightings.find_bytes(delivery, unpacked.sha256, self.version)
                if twin is None:
                    outcome = self._read(delivery, unpacked, target)
            except FileRefusedError as error:
                refused = error
            except SHORTAGES as error:
                if not is_changed(delivery, before):
                    reason = str(error).partition("\n")[0] or type(error).__name__
                    raise IngestError(
                        f"{delivery.file_name}: reading stopped ({reason})."
                        " Nothing of it was loaded; see to memory and disk, then start again."
                    ) from error
            except Exception as error:  # noqa: BLE001  one file must not cost the others
                # Without its sha256 a file counts as unknown, and is read again every night.
                refused, unpacked = unexpected(error), None
            if is_changed(delivery, before):
                self._say(
                    f"{delivery.file_name}: changed while it was being read;"
                    " it is left for the next night."
                )
            elif refused:
                self._refuse(delivery, unpacked, refused, target)
            elif outcome and unpacked:
                self._accept(delivery, unpacked, outcome, target)
            elif twin:
                return self._repeat(delivery, twin)
        return False

    def _read(self, delivery: Delivery, unpacked: Unpacked, target: Path) -> Outcome:
        identity = Identity(
            self.contract.source,
            self.name,
            load_id(delivery, unpacked.sha256),
            delivery.file_name,
            delivery.export_as_of,
        )
        habit = used_to_end(self.records, self.name)
        if unpacked.size < SMALL_FILE:
            small, stage = self.connections.small()
            return read_file(small, unpacked, self.contract, identity, target, habit, stage)
        with self.connections.large() as large:
            return read_file(large, unpacked, self.contract, identity, target, habit)

    def _repeat(self, delivery: Delivery, record: LoadRecord) -> bool:
        self.sightings.add(delivery, record)
        if record.status == "loaded":
            self.counts.repeats += 1
            return True
        self._say(
            f"{delivery.file_name}: holds the same bytes as {record.file_name},"
            f" which is quarantined ({record.reason})"
        )
        return False

    def _refuse(
        self,
        delivery: Delivery,
        unpacked: Unpacked | None,
        refusal: FileRefusedError,
        target: Path,
    ) -> None:
        record = refused_record(self.contract, delivery, unpacked, refusal)
        (target / "rows.parquet").unlink(missing_ok=True)
        if not self.eraser.applies_to(self.name):
            keep_bytes(delivery.path, delivery.member, target)
        self._keep(record, target, self.settings.quarantine)
        self.counts.quarantined += 1
        self._say(f"{delivery.file_name}: quarantined ({refusal.rule}): {refusal.message}")

    def _accept(
        self, delivery: Delivery, unpacked: Unpacked, outcome: Outcome, target: Path
    ) -> None:
        counts = self.counts
        older = [
            record
            for record in self.records
            if record.status == "loaded"
            and record.file_name == delivery.file_name
            and record.export_as_of == delivery.export_as_of
        ]
        record = loaded_record(self.contract, delivery, unpacked, outcome, older, target)
        if self.eraser.applies_to(self.name):
            record = self.eraser.in_new_load(self.connections.small()[0], record, target)
        for note in outcome.notes:
            self._say(f"{delivery.file_name}: {note}")
        counts.rows_read += record.rows_read
        counts.rows_loaded += record.rows_loaded
        counts.rows_rejected += record.rows_rejected
        counts.rows_erased += record.rows_erased
        if any(rival.file_modified_ns > record.file_modified_ns for rival in older):
            aside = replace(record, status="superseded", supersedes=())
            self._keep(aside, target, self.settings.superseded)
            counts.superseded += 1
            self._say(
                f"{delivery.file_name}: is older than the version already loaded, which stays;"
                " touch the file if this one should win."
            )
            return
        self._keep(record, target, self.settings.raw)
        counts.new_loads += 1
        for rival in older:
            self._supersede(rival, record)

    def _keep(self, record: LoadRecord, target: Path, root: Path) -> None:
        write_load(record, target, root)
        self.records.append(record)

    def _supersede(self, old: LoadRecord, new: LoadRecord) -> None:
        set_aside(self.settings, old)
        self.records.remove(old)
        self.counts.superseded += 1
        self._say(
            f"{new.file_name}: new content for a known file and date; {old.load_id} was moved to"
            f" superseded, {new.load_id} counts now."
        )


def write_load(record: LoadRecord, target: Path, root: Path) -> None:
    """Complete a load's directory with its record, and commit it."""
    (target / "load.json").write_text(record.to_json(), encoding="utf-8")
    commit_directory(target, record.directory(root))
