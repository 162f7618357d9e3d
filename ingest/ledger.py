"""The ledger: one load.json per load, compiled into raw/load_log.parquet.

Where a load.json lies tells its status: below raw it is loaded, below superseded or quarantine
it is that. So one directory rename changes content and status at once.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contracts import Contract
from ingest.discovery import Problem, discover, unknown_sources
from ingest.files import write_atomically
from ingest.settings import Settings


@dataclass(frozen=True)
class LoadRecord:
    """What is known about one delivered file or ZIP member; the content of its load.json."""

    source_system: str
    object_name: str | None
    load_id: str | None
    file_name: str
    sha256: str | None
    bytes: int | None
    export_as_of: date | None
    is_export_date_inferred: bool
    delivery_kind: str | None
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    status: str
    reason: str | None
    contract_version: str | None
    line_end: str | None
    encoding: str | None
    header: list[str]
    extra_columns: list[str]
    file_size: int = 0
    file_modified_ns: int = 0
    rows_sha256: str | None = None
    notes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    source_instance: str = "default"

    def to_json(self) -> str:
        """Text for load.json."""
        return json.dumps(asdict(self), indent=1, default=str, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "LoadRecord":
        """Read load.json; raises ValueError or TypeError if it is not one."""
        content: dict[str, Any] = json.loads(text)
        known = {field.name for field in fields(cls)}
        content = {key: value for key, value in content.items() if key in known}
        if content["export_as_of"]:
            content["export_as_of"] = date.fromisoformat(content["export_as_of"])
        for key in ("notes", "supersedes"):
            content[key] = tuple(content.get(key, ()))
        return cls(**content)

    def directory(self, root: Path) -> Path:
        """Where this load lies below raw, superseded or quarantine."""
        return root / self.source_system / (self.object_name or "_file") / (self.load_id or "_")


SCHEMA = pa.schema(
    [
        ("source_system", pa.string()),
        ("source_instance", pa.string()),
        ("object_name", pa.string()),
        ("load_id", pa.string()),
        ("file_name", pa.string()),
        ("sha256", pa.string()),
        ("bytes", pa.int64()),
        ("export_as_of", pa.date32()),
        ("is_export_date_inferred", pa.bool_()),
        ("delivery_kind", pa.string()),
        ("rows_read", pa.int64()),
        ("rows_loaded", pa.int64()),
        ("rows_rejected", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("contract_version", pa.string()),
        ("line_end", pa.string()),
        ("encoding", pa.string()),
        ("header", pa.string()),
        ("extra_columns", pa.string()),
    ]
)


def read_ledger(settings: Settings, source: str | None = None) -> list[LoadRecord]:
    """Every load known of, loaded, superseded and quarantined, in a fixed order."""
    records = []
    for status, root in (
        ("loaded", settings.raw),
        ("superseded", settings.superseded),
        ("quarantined", settings.quarantine),
    ):
        for path in root.glob(f"{source or '[!.]*'}/*/*/load.json"):
            record = LoadRecord.from_json(path.read_text(encoding="utf-8"))
            records.append(replace(record, status=status))
    return sorted(records, key=_order)


def write_load_log(settings: Settings, contracts: Mapping[str, Contract]) -> list[LoadRecord]:
    """Compile raw/load_log.parquet from the ledger and what landing holds beyond it."""
    records = read_ledger(settings)
    current = {
        (r.source_system, r.object_name, r.file_name, r.export_as_of): r.load_id
        for r in records
        if r.status == "loaded"
    }
    rows = []
    for record in records:
        if record.status == "superseded":
            key = (record.source_system, record.object_name, record.file_name, record.export_as_of)
            newer = current.get(key)
            reason = f"replaced by {newer}" if newer else "replaced by a newer delivery"
            record = replace(record, reason=f"{reason} from the same landing path.")
        rows.append(record)
    problems = unknown_sources(settings.landing, contracts)
    for contract in contracts.values():
        problems += discover(settings.landing, contract)[1]
    rows += [_problem_record(problem) for problem in problems if not problem.is_refused]
    rows.sort(key=_order)
    table = pa.Table.from_pylist([_log_row(record) for record in rows], schema=SCHEMA)
    settings.raw.mkdir(parents=True, exist_ok=True)
    write_atomically(settings.raw / "load_log.parquet", lambda path: pq.write_table(table, path))
    return rows


def _order(record: LoadRecord) -> tuple[str, ...]:
    parts = (
        record.source_system,
        record.object_name,
        record.export_as_of,
        record.file_name,
        record.load_id,
        record.status,
    )
    return tuple(str(part or "") for part in parts)


def _log_row(record: LoadRecord) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in SCHEMA.names}
    for name in ("header", "extra_columns"):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    return row


def _problem_record(problem: Problem) -> LoadRecord:
    return LoadRecord(
        source_system=problem.source,
        object_name=None,
        load_id=None,
        file_name=problem.file_name,
        sha256=None,
        bytes=None,
        export_as_of=problem.export_as_of,
        is_export_date_inferred=False,
        delivery_kind=None,
        rows_read=0,
        rows_loaded=0,
        rows_rejected=0,
        status="not_recognised",
        reason=f"{problem.rule}: {problem.message}",
        contract_version=None,
        line_end=None,
        encoding=None,
        header=[],
        extra_columns=[],
    )
