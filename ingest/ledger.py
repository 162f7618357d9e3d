"""The ledger: one load.json per load, compiled into raw/load_log.parquet.

Where a load.json lies tells its status: below raw it is loaded, below superseded or quarantine
it is that. So one directory rename changes content and status at once.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
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
        ("rows_erased", pa.int64()),
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
        ("first_status", pa.string()),
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
            folder = path.parent.name
            records.append(
                replace(record, status=status, first_status=record.status, folder=folder)
            )
    return sorted(records, key=ledger_order)


def repair(settings: Settings, source: str) -> list[LoadRecord]:
    """Finish a correction that was killed between its two renames; returns what was moved.

    Of two loads from one landing path and date the file modified last stays in raw.
    """
    by_file: dict[tuple[object, ...], list[LoadRecord]] = {}
    for record in read_ledger(settings, source):
        if record.status == "loaded":
            by_file.setdefault(_file(record), []).append(record)
    moved = []
    for records in by_file.values():
        records.sort(key=lambda record: (record.file_modified_ns, len(record.supersedes)))
        for old in records[:-1]:
            set_aside(settings, old)
            moved.append(old)
    return moved


def set_aside(settings: Settings, record: LoadRecord) -> None:
    """Move a load from raw to superseded, beside an earlier life of the same bytes if there is one.

    The directory that bears the load's plain name holds its rows, for who looks at what was known.
    """
    plain = record.directory(settings.superseded)
    lives = (plain.with_name(f"{plain.name}~{number}") for number in count(2))
    target = plain if not plain.exists() else next(path for path in lives if not path.exists())
    move_directory(record.directory(settings.raw), target)


def write_load_log(settings: Settings, contracts: Mapping[str, Contract]) -> list[LoadRecord]:
    """Write the load log from the ledger and what landing holds beyond it; returns its rows.

    A refused file that came again and was read has been superseded, like a load.
    """
    records = read_ledger(settings)
    problems = unknown_sources(settings.landing, contracts)
    for contract in contracts.values():
        problems += discover(settings.landing, contract)[1]
    others = [problem_record(item, None, None) for item in problems if not item.is_refused]
    rows = [*_with_ends(records), *((record, None) for record in others)]
    rows.sort(key=lambda row: ledger_order(row[0]))
    table = pa.Table.from_pylist([_row(*row) for row in rows], schema=SCHEMA)
    path = settings.raw / "load_log.parquet"
    write_atomically(path, lambda temporary: pq.write_table(table, temporary))
    return [record for record, _ in rows]


def _file(record: LoadRecord) -> tuple[object, ...]:
    return record.source_system, record.object_name, record.file_name, record.export_as_of


def _with_ends(records: list[LoadRecord]) -> Iterator[tuple[LoadRecord, str | None]]:
    """Each record with the instant at which another load took its place, if one did."""
    by_name: dict[tuple[object, ...], list[LoadRecord]] = {}
    for record in records:
        container = record.file_name.partition("!")[0]
        for place in {(record.object_name, record.file_name), (None, container)}:
            by_name.setdefault((record.source_system, *place), []).append(record)
    for record in records:
        same = by_name[record.source_system, record.object_name, record.file_name]
        later = [new for new in same if new.takes_place_of(record)]
        if record.status == "loaded" or (record.status == "quarantined" and not later):
            yield record, None
            continue
        now = next((new for new in same if new.status == "loaded"), None)
        name = now.load_id if now and record.object_name else "a newer load"
        reason = f"{name} of the same file and date counts."
        at = min((str(new.loaded_at) for new in later), default=None)
        yield replace(record, status="superseded", reason=reason), at


def _row(record: LoadRecord, superseded_at: str | None) -> dict[str, Any]:
    row = {name: getattr(record, name, None) for name in SCHEMA.names}
    row["superseded_at"] = superseded_at
    row["notes"] = "; ".join(record.notes) or None
    row["first_status"] = record.first_status or record.status
    for name in ("header", "extra_columns"):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    return row
