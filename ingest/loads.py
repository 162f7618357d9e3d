"""Brings what lies in landing into raw: one committed directory per delivered file."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from ingest.containers import Unpacked, unpack
from ingest.contracts import Contract
from ingest.discovery import Delivery, Problem, discover
from ingest.errors import FileRefusedError
from ingest.files import (
    commit_directory,
    ingest_lock,
    move_directory,
    sha256_of_file,
    write_atomically,
)
from ingest.ledger import LoadRecord, read_ledger
from ingest.reader import Identity, Outcome, connect, read_file, write_schema
from ingest.settings import Settings

Progress = Callable[[str], object]


@dataclass
class ObjectResult:
    """What one run did for one object."""

    object_name: str
    new_loads: int = 0
    repeats: int = 0
    superseded: int = 0
    quarantined: int = 0
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0

    def as_metadata(self) -> dict[str, int]:
        """The counts by name, for a run's metadata."""
        return {key: value for key, value in asdict(self).items() if isinstance(value, int)}


@dataclass
class SourceResult:
    """What one run did for one source; `messages` are the lines an operator should read."""

    source: str
    objects: dict[str, ObjectResult] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def total(self, measure: str) -> int:
        """Sum of one measure of ObjectResult over the objects."""
        return sum(getattr(result, measure) for result in self.objects.values())


def prepare_raw(settings: Settings, contracts: Mapping[str, Contract]) -> None:
    """Write the empty _schema/rows.parquet of every object, so that readers always find one."""
    with ingest_lock(settings), duckdb.connect() as connection:
        for contract in contracts.values():
            for name, contents in contract.objects.items():
                path = settings.raw / contract.source / name / "_schema" / "rows.parquet"
                names = [column.name for column in contents.columns]
                if _columns_of(connection, path) != names:
                    write = partial(write_schema, connection, contents.columns)
                    write_atomically(path, write)


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    if not path.exists():
        return []
    rows = connection.execute("select name from parquet_schema(?)", [str(path)]).fetchall()
    return [name for (name,) in rows[1:] if not name.startswith("_")]


def load_source(
    settings: Settings,
    contract: Contract,
    *,
    objects: Collection[str] | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> SourceResult:
    """Load everything new of one source; raises LockedError if another ingest is at work.

    `objects` limits the run to some objects, `as_of` leaves files with a later export date where
    they are. A file that breaks its contract goes to quarantine and becomes a message.
    """
    with ingest_lock(settings):
        return _Run(settings, contract, progress or (lambda line: None)).load(objects, as_of)


class _Run:
    """One run over one source, under the lock."""

    def __init__(self, settings: Settings, contract: Contract, progress: Progress) -> None:
        self.settings, self.contract, self.progress = settings, contract, progress
        self.result = SourceResult(contract.source)
        self.incoming = settings.raw / ".incoming"
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True)
        self._repair()
        self.records = read_ledger(settings, contract.source)
        self.seen = {(r.file_name, r.file_size, r.file_modified_ns): r for r in self.records}

    def load(self, objects: Collection[str] | None, as_of: date | None) -> SourceResult:
        deliveries, self.result.problems = discover(self.settings.landing, self.contract, as_of)
        wanted = [name for name in self.contract.objects if objects is None or name in objects]
        with connect(self.incoming) as connection:
            for name in wanted:
                counts = self.result.objects[name] = ObjectResult(name)
                for delivery in deliveries:
                    if delivery.object_name == name and not self._is_known(delivery):
                        self._load_one(connection, delivery, counts)
                if counts.new_loads or counts.quarantined:
                    self.progress(_summary(self.contract.source, counts))
        for problem in self.result.problems:
            self._say(problem.line)
        shutil.rmtree(self.incoming, ignore_errors=True)
        return self.result

    def _say(self, line: str) -> None:
        self.result.messages.append(line)
        self.progress(line)

    def _is_known(self, delivery: Delivery) -> bool:
        """Whether this very file was dealt with, told by path, size and time without reading it."""
        key = (delivery.file_name, delivery.file_size, delivery.file_modified_ns)
        record = self.seen.get(key)
        if record is None or record.export_as_of != delivery.export_as_of:
            return False
        version = self.contract.version(delivery.object_name)
        return record.status != "quarantined" or record.contract_version == version

    def _load_one(
        self, connection: duckdb.DuckDBPyConnection, delivery: Delivery, counts: ObjectResult
    ) -> None:
        contents = self.contract.objects[delivery.object_name]
        work = Path(tempfile.mkdtemp(dir=self.incoming))
        target = work / "load"
        target.mkdir()
        unpacked: Unpacked | None = None
        outcome: Outcome | None = None
        refusal: FileRefusedError | None = None
        try:
            unpacked = unpack(
                delivery.path, delivery.member, contents.encoding, contents.quote, work / "text.csv"
            )
            if self._is_repeat(delivery, unpacked, counts):
                return
            identity = Identity(
                self.contract.source,
                delivery.object_name,
                _load_id(delivery, unpacked),
                delivery.file_name,
                delivery.export_as_of,
            )
            outcome = read_file(connection, unpacked, self.contract, identity, target)
        except FileRefusedError as error:
            refusal = error
        record = self._record(delivery, unpacked, outcome, refusal, target)
        (target / "load.json").write_text(record.to_json(), encoding="utf-8")
        if refusal:
            commit_directory(target, record.directory(self.settings.quarantine))
            counts.quarantined += 1
            self._say(f"{delivery.file_name}: quarantined ({refusal.rule}): {refusal.message}")
        else:
            self._commit(record, target, counts)
        shutil.rmtree(work, ignore_errors=True)

    def _is_repeat(self, delivery: Delivery, unpacked: Unpacked, counts: ObjectResult) -> bool:
        for record in self.records:
            if (
                record.status == "loaded"
                and record.object_name == delivery.object_name
                and record.sha256 == unpacked.sha256
                and (
                    delivery.is_export_date_inferred or record.export_as_of == delivery.export_as_of
                )
            ):
                counts.repeats += 1
                return True
        return False

    def _record(
        self,
        delivery: Delivery,
        unpacked: Unpacked | None,
        outcome: Outcome | None,
        refusal: FileRefusedError | None,
        target: Path,
    ) -> LoadRecord:
        contents = self.contract.objects[delivery.object_name]
        header = outcome.header if outcome else None
        rows = target / "rows.parquet"
        return LoadRecord(
            source_system=self.contract.source,
            object_name=delivery.object_name,
            load_id=_load_id(delivery, unpacked),
            file_name=delivery.file_name,
            sha256=unpacked.sha256 if unpacked else None,
            bytes=unpacked.size if unpacked else None,
            export_as_of=delivery.export_as_of,
            is_export_date_inferred=delivery.is_export_date_inferred,
            delivery_kind=contents.delivery,
            rows_read=outcome.rows_read if outcome else 0,
            rows_loaded=outcome.rows_loaded if outcome else 0,
            rows_rejected=outcome.rows_rejected if outcome else 0,
            status="quarantined" if refusal else "loaded",
            reason=f"{refusal.rule}: {refusal.message}" if refusal else None,
            contract_version=self.contract.version(delivery.object_name),
            line_end=outcome.line_end if outcome else None,
            encoding=contents.encoding,
            header=header.cells if header else [],
            extra_columns=list(header.extra) if header else [],
            file_size=delivery.file_size,
            file_modified_ns=delivery.file_modified_ns,
            rows_sha256=sha256_of_file(rows) if outcome else None,
            notes=tuple(outcome.notes) if outcome else (),
        )

    def _commit(self, record: LoadRecord, target: Path, counts: ObjectResult) -> None:
        assert record.rows_read == record.rows_loaded + record.rows_rejected
        commit_directory(target, record.directory(self.settings.raw))
        self.records.append(record)
        counts.new_loads += 1
        counts.rows_read += record.rows_read
        counts.rows_loaded += record.rows_loaded
        counts.rows_rejected += record.rows_rejected

    def _repair(self) -> None:
        """Finish what a killed run left half done."""


def _load_id(delivery: Delivery, unpacked: Unpacked | None) -> str:
    day = f"{delivery.export_as_of:%Y%m%d}"
    return f"{day}_{unpacked.sha256[:12]}" if unpacked else f"{day}_unreadable"


def _summary(source: str, counts: ObjectResult) -> str:
    return (
        f"{source}.{counts.object_name}: {counts.new_loads} new loads,"
        f" {counts.rows_read:,} rows read, {counts.rows_loaded:,} loaded,"
        f" {counts.rows_rejected:,} rejected"
    )


__all__ = [
    "ObjectResult",
    "SourceResult",
    "load_source",
    "move_directory",
    "prepare_raw",
]
