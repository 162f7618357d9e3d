"""Builds the ledger record of a file that was loaded, refused, or not even opened."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.containers import Unpacked
from ingest.contracts import Contract
from ingest.discovery import Delivery, Problem
from ingest.errors import FileRefusedError
from ingest.files import sha256_of_file
from ingest.load_record import LoadRecord
from ingest.reader import Outcome


def load_id(delivery: Delivery, sha256: str | None) -> str:
    """Export date and the first twelve digits of the hash of the bytes, or of the file name."""
    tail = sha256 or hashlib.sha256(delivery.file_name.encode()).hexdigest()
    return f"{delivery.export_as_of:%Y%m%d}_{tail[:12]}"


def used_to_end(records: Sequence[LoadRecord], object_name: str) -> bool | None:
    """Whether the newest load of an object came from a file with a line end at its end."""
    known = [
        record
        for record in records
        if record.object_name == object_name
        and record.status == "loaded"
        and record.has_final_line_end is not None
    ]
    newest = max(known, key=lambda r: (str(r.export_as_of), r.loaded_at or ""), default=None)
    return newest.has_final_line_end if newest else None


def loaded_record(
    contract: Contract,
    delivery: Delivery,
    unpacked: Unpacked,
    outcome: Outcome,
    older: Sequence[LoadRecord],
    target: Path,
) -> LoadRecord:
    """The record of a file that was read; `older` are the loads it takes the place of."""
    return LoadRecord(
        **_delivered(contract, delivery, unpacked),  # type: ignore[arg-type]
        status="loaded",
        rows_read=outcome.rows.read,
        rows_loaded=outcome.rows.loaded,
        rows_rejected=outcome.rows.rejected,
        rows_repeated=outcome.rows.repeated,
        line_end=outcome.line_end,
        has_final_line_end=outcome.has_final_line_end,
        header=outcome.header.cells,
        extra_columns=list(outcome.header.extra),
        rows_sha256=sha256_of_file(target / "rows.parquet"),
        notes=tuple(outcome.notes),
        reason="; ".join(outcome.notes) or None,
        supersedes=tuple(str(record.load_id) for record in older),
    )


def refused_record(
    contract: Contract,
    delivery: Delivery,
    unpacked: Unpacked | None,
    refusal: FileRefusedError,
) -> LoadRecord:
    """The record of a file that is quarantined."""
    return LoadRecord(
        **_delivered(contract, delivery, unpacked),  # type: ignore[arg-type]
        status="quarantined",
        reason=f"{refusal.rule}: {refusal.message}",
        notes=(f"{refusal.rule}: {refusal.message}",),
    )


def problem_record(problem: Problem, path: Path | None, sha256: str | None) -> LoadRecord:
    """The record of something in landing that belongs to no object."""
    when = f"{problem.export_as_of:%Y%m%d}" if problem.export_as_of else "undated"
    tail = sha256 or hashlib.sha256(problem.file_name.encode()).hexdigest()
    stat = path.stat() if path and path.exists() else None
    return LoadRecord(
        source_system=problem.source,
        load_id=f"{when}_{tail[:12]}" if problem.is_refused else None,
        file_name=problem.file_name,
        sha256=sha256,
        export_as_of=problem.export_as_of,
        status="quarantined" if problem.is_refused else "not_recognised",
        reason=f"{problem.rule}: {problem.message}",
        notes=(f"{problem.rule}: {problem.message}",),
        bytes=stat.st_size if stat else None,
        file_size=stat.st_size if stat else 0,
        file_modified_ns=stat.st_mtime_ns if stat else 0,
        loaded_at=_now() if problem.is_refused else None,
    )


def _delivered(
    contract: Contract, delivery: Delivery, unpacked: Unpacked | None
) -> dict[str, object]:
    contents = contract.objects[delivery.object_name]
    return {
        "source_system": contract.source,
        "object_name": delivery.object_name,
        "load_id": load_id(delivery, unpacked.sha256 if unpacked else None),
        "file_name": delivery.file_name,
        "sha256": unpacked.sha256 if unpacked else None,
        "bytes": unpacked.size if unpacked else None,
        "export_as_of": delivery.export_as_of,
        "is_export_date_inferred": delivery.is_export_date_inferred,
        "delivery_kind": contents.delivery,
        "contract_version": contract.version(delivery.object_name),
        "encoding": unpacked.encoding if unpacked else contents.encoding[0],
        "file_size": delivery.file_size,
        "file_modified_ns": delivery.file_modified_ns,
        "loaded_at": _now(),
    }


def _now() -> str:
    """The instant at which a load becomes known, in UTC, as raw writes date-times."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
