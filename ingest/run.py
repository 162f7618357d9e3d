"""One run over one source: what is new is read, committed, and what it replaces moved away."""

import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from ingest.containers import Unpacked, sha256_of, unexpected, unpack
from ingest.contracts import Contract
from ingest.discovery import Delivery, Problem, discover, is_changed
from ingest.entries import file_state
from ingest.erasing import Eraser
from ingest.errors import FileRefusedError, IngestError
from ingest.files import commit_directory
from ingest.ledger import read_ledger, repair, set_aside
from ingest.load_record import LoadRecord
from ingest.pace import Pace
from ingest.quarantine import keep_bytes
from ingest.reader import Outcome, read_file
from ingest.records import load_id, loaded_record, problem_record, refused_record, used_to_end
from ingest.results import ObjectResult, SourceResult
from ingest.settings import Settings
from ingest.sightings import Sightings
from ingest.sql import Identity, connect
from ingest.staging import Stage

# These say nothing about the file, and would be met by the next one as well.
SHORTAGES = (duckdb.OutOfMemoryException, duckdb.IOException, OSError, MemoryError)
SMALL_FILE = 1 << 20
# For large files, for small ones, and where small ones are put.
Connections = tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection, Stage]


class SourceRun:
    """One run over one source; the caller holds the ingest lock."""

    def __init__(
        self, settings: Settings, contract: Contract, progress: Callable[[str], object]
    ) -> None:
        self.settings, self.contract, self.progress = settings, contract, progress
        self.result = SourceResult(contract.source)
        self.incoming = settings.raw / ".incoming"
        # Whatever lies here was left by a killed run: the lock is ours.
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True)
        for record in repair(settings, contract.source):
            self._say(f"{record.file_name}: finished moving away {record.load_id}.")
        self.records = read_ledger(settings, contract.source)
        self.sightings = Sightings(settings, self.records)
        self.eraser = Eraser(settings, contract, self.records, self.incoming)

    def load(self, objects: Collection[str] | None, as_of: date | None) -> SourceResult:
        """Erase in what is kept, then load what is new, object by object in contract order."""
        deliveries, self.result.problems = discover(self.settings.landing, self.contract, as_of)
        zone = self.contract.time_zone
        with (
            connect(self.incoming, zone) as large,
            connect(self.incoming, zone, True) as small,
            connect(self.incoming, zone, True) as staging,
        ):
            connections = large, small, Stage(staging, self.incoming)
            for name in self.contract.objects:
                if objects is None or name in objects:
                    self._load_object(connections, name, deliveries)
            self.eraser.in_kept_loads(large, self.records, None, self._say)
        for problem in self.result.problems:
            self._say(problem.line)
            if problem.is_refused:
                self._refuse_container(problem)
        self.sightings.save()
        shutil.rmtree(self.incoming, ignore_errors=True)
        return self.result

    def _say(self, line: str) -> None:
        self.result.messages.append(line)
        self.progress(line)

    def _load_object(self, connections: Connections, name: str, deliveries: list[Delivery]) -> None:
        counts = self.result.objects[name] = ObjectResult(name)
        counts.rows_erased = self.eraser.in_kept_loads(
            connections[0], self.records, name, self._say
        )
        waiting = [delivery for delivery in deliveries if delivery.object_name == name]
        while waiting:
            superseded = counts.superseded
            pace = Pace(f"{self.contract.source}.{name}", len(waiting), self.progress)
            copies = []
            for item in waiting:
                if self._consider(connections, item, counts):
                    copies.append(item)
                pace.step()
            # A copy whose twin was just replaced counts by itself now.
            waiting = copies if counts.superseded > superseded else []
        if counts.new_loads or counts.quarantined:
            self.progress(
                f"{self.contract.source}.{name}: {counts.new_loads} new loads,"
                f" {counts.rows_read:,} rows read, {counts.rows_loaded:,} loaded,"
                f" {counts.rows_rejected:,} rejected"
            )

    def _consider(self, connections: Connections, delivery: Delivery, counts: ObjectResult) -> bool:
        """Load a file unless it is known; whether it is the copy of another, loaded one."""
        known = self.sightings.find(delivery, self.contract.version(delivery.object_name))
        if known is None:
            return self._load_delivery(connections, delivery, counts)
        if known.status == "quarantined":
            self._say(f"{delivery.file_name}: still quarantined ({known.reason})")
        return known.status == "loaded" and known.file_name != delivery.file_name

    def _load_delivery(
        self, connections: Connections, delivery: Delivery, counts: ObjectResult
    ) -> bool:
        """Read one file; whether it turned out to be the copy of a loaded one."""
        with tempfile.TemporaryDirectory(dir=self.incoming) as work:
            target = Path(work) / "load"
            target.mkdir()
            contents = self.contract.objects[delivery.object_name]
            before = file_state(delivery.path)
            unpacked = twin = outcome = refused = None
            try:
                unpacked = unpack(delivery.path, delivery.member, contents, Path(work) / "text.csv")
                version = self.contract.version(delivery.object_name)
                twin = self.sightings.find_bytes(delivery, unpacked.sha256, version)
                if twin is None:
                    outcome = self._read(connections, delivery, unpacked, target)
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
                self._refuse(delivery, unpacked, refused, target, counts)
            elif outcome and unpacked:
                self._accept(connections[1], delivery, unpacked, outcome, target, counts)
            elif twin:
                return self._repeat(delivery, twin, counts)
        return False

    def _read(
        self,
        connections: Connections,
        delivery: Delivery,
        unpacked: Unpacked,
        target: Path,
    ) -> Outcome:
        large, small, stage = connections
        is_small = unpacked.size < SMALL_FILE
        identity = Identity(
            self.contract.source,
            delivery.object_name,
            load_id(delivery, unpacked.sha256),
            delivery.file_name,
            delivery.export_as_of,
        )
        habit = used_to_end(self.records, delivery.object_name)
        if is_small:
            return read_file(small, unpacked, self.contract, identity, target, habit, stage)
        return read_file(large, unpacked, self.contract, identity, target, habit)

    def _repeat(self, delivery: Delivery, record: LoadRecord, counts: ObjectResult) -> bool:
        self.sightings.add(delivery, record)
        if record.status == "loaded":
            counts.repeats += 1
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
        counts: ObjectResult,
    ) -> None:
        record = refused_record(self.contract, delivery, unpacked, refusal)
        (target / "rows.parquet").unlink(missing_ok=True)
        if not self.eraser.applies_to(delivery.object_name):
            keep_bytes(delivery.path, delivery.member, target)
        self._write(record, target, self.settings.quarantine)
        counts.quarantined += 1
        self._say(f"{delivery.file_name}: quarantined ({refusal.rule}): {refusal.message}")

    def _refuse_container(self, problem: Problem) -> None:
        path = self.settings.landing / problem.file_name
        try:
            sha256 = sha256_of(path, None)
        except FileRefusedError:
            sha256 = None
        record = problem_record(problem, path, sha256)
        if not any(r.directory(Path()) == record.directory(Path()) for r in self.records):
            target = Path(tempfile.mkdtemp(dir=self.incoming))
            if not self.eraser.applies_to(None):
                keep_bytes(path, None, target)
            self._write(record, target, self.settings.quarantine)

    def _accept(
        self,
        connection: duckdb.DuckDBPyConnection,
        delivery: Delivery,
        unpacked: Unpacked,
        outcome: Outcome,
        target: Path,
        counts: ObjectResult,
    ) -> None:
        older = [
            record
            for record in self.records
            if record.status == "loaded"
            and record.object_name == delivery.object_name
            and record.file_name == delivery.file_name
            and record.export_as_of == delivery.export_as_of
        ]
        record = loaded_record(self.contract, delivery, unpacked, outcome, older, target)
        record = self.eraser.in_new_load(connection, record, target)
        for note in outcome.notes:
            self._say(f"{delivery.file_name}: {note}")
        counts.rows_read += record.rows_read
        counts.rows_loaded += record.rows_loaded
        counts.rows_rejected += record.rows_rejected
        counts.rows_erased += record.rows_erased
        if any(rival.file_modified_ns > record.file_modified_ns for rival in older):
            aside = replace(record, status="superseded", supersedes=())
            self._write(aside, target, self.settings.superseded)
            counts.superseded += 1
            self._say(
                f"{delivery.file_name}: is older than the version already loaded, which stays;"
                " touch the file if this one should win."
            )
            return
        self._write(record, target, self.settings.raw)
        counts.new_loads += 1
        for rival in older:
            self._supersede(rival, record, counts)

    def _write(self, record: LoadRecord, target: Path, root: Path) -> None:
        (target / "load.json").write_text(record.to_json(), encoding="utf-8")
        commit_directory(target, record.directory(root))
        self.records.append(record)

    def _supersede(self, old: LoadRecord, new: LoadRecord, counts: ObjectResult) -> None:
        set_aside(self.settings, old)
        self.records.remove(old)
        counts.superseded += 1
        self._say(
            f"{new.file_name}: new content for a known file and date; {old.load_id} was moved to"
            f" superseded, {new.load_id} counts now."
        )
