"""The ledger: one load.json per load, compiled into raw/load_log.parquet.

Where a load.json lies tells its status: below raw it is loaded, below superseded or quarantine
it is that. So one directory rename changes content and status at once.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contracts import Contract
from ingest.discovery import discover, unknown_sources
from ingest.errors import IngestError
from ingest.files import move_directory, write_atomically
from ingest.load_record import LoadRecord, ledger_order
from ingest.records import problem_record
from ingest.settings import Settings

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
        ("rows_repeated", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("contract_version", pa.string()),
        ("line_end", pa.string()),
        ("encoding", pa.string()),
        ("header", pa.string()),
        ("extra_columns", pa.string()),
        ("notes", pa.string()),
        ("loaded_at", pa.string()),
        ("superseded_at", pa.string()),
    ]
)


def read_ledger(settings: Settings, source: str | None = None) -> list[LoadRecord]:
    """Every load known of, loaded, superseded and quarantined, in a fixed order.

    Raises IngestError naming a load.json that cannot be read.
    """
    records = []
    for status, root in (
        ("loaded", settings.raw),
        ("superseded", settings.superseded),
        ("quarantined", settings.quarantine),
    ):
        for path in root.glob(f"{source or '[!.]*'}/*/*/load.json"):
            try:
                record = LoadRecord.from_json(path.read_text(encoding="utf-8"))
            except (ValueError, TypeError, KeyError) as error:
                raise IngestError(
                    f"{path}: is damaged ({error}). Move its directory away; it is loaded again."
                ) from error
            records.append(replace(record, status=status))
    return sorted(records, key=ledger_order)


def repair(settings: Settings, source: str) -> list[LoadRecord]:
    """Finish a correction that was killed between its two renames; returns what was moved.

    Of two loads from one landing path and date the file modified last stays in raw.
    """
    by_file: dict[tuple[object, ...], list[LoadRecord]] = {}
    known = read_ledger(settings, source)
    for record in known:
        if record.status == "loaded":
            by_file.setdefault(_file(record), []).append(record)
    for record in known:
        twins = by_file.get(_file(record), [])
        if record.status == "superseded" and record.load_id in {r.load_id for r in twins}:
            shutil.rmtree(record.directory(settings.superseded), ignore_errors=True)
    moved = []
    for records in by_file.values():
        records.sort(key=lambda record: (record.file_modified_ns, len(record.supersedes)))
        for old in records[:-1]:
            move_directory(old.directory(settings.raw), old.directory(settings.superseded))
            moved.append(old)
    return moved


def write_load_log(settings: Settings, contracts: Mapping[str, Contract]) -> list[LoadRecord]:
    """Write the load log from the ledger and what landing holds beyond it; returns its rows."""
    records = read_ledger(settings)
    current = {_file(record): record.load_id for record in records if record.status == "loaded"}
    rows = [_with_reason(record, current.get(_file(record))) for record in records]
    problems = unknown_sources(settings.landing, contracts)
    for contract in contracts.values():
        problems += discover(settings.landing, contract)[1]
    rows += [problem_record(item, None, None) for item in problems if not item.is_refused]
    rows.sort(key=ledger_order)
    ended = _superseded_at(records)
    table = pa.Table.from_pylist([_row(record, ended) for record in rows], schema=SCHEMA)
    path = settings.raw / "load_log.parquet"
    write_atomically(path, lambda temporary: pq.write_table(table, temporary))
    return rows


def _file(record: LoadRecord) -> tuple[object, ...]:
    return record.source_system, record.object_name, record.file_name, record.export_as_of


def _with_reason(record: LoadRecord, newer: str | None) -> LoadRecord:
    if record.status != "superseded":
        return record
    return replace(record, reason=f"{newer or 'a newer load'} of the same file and date counts.")


def _superseded_at(records: list[LoadRecord]) -> dict[tuple[object, ...], str | None]:
    """When each superseded load was replaced: the instant at which its correction was loaded."""
    return {
        (record.source_system, record.object_name, old): record.loaded_at
        for record in records
        for old in record.supersedes
    }


def _row(
    record: LoadRecord, superseded_at: Mapping[tuple[object, ...], str | None]
) -> dict[str, Any]:
    load = record.source_system, record.object_name, record.load_id
    row = {name: getattr(record, name, None) for name in SCHEMA.names}
    row["notes"] = "; ".join(record.notes) or None
    row["superseded_at"] = superseded_at.get(load) if record.status == "superseded" else None
    for name in ("header", "extra_columns"):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    return row
