"""Brings what lies in landing into raw: one committed directory per delivered file."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from ingest.contracts import Contract
from ingest.erase_list import read_erase_list
from ingest.files import ingest_lock, write_atomically
from ingest.results import SourceResult
from ingest.settings import Settings
from ingest.source_run import SourceRun
from ingest.sql import write_schema


def prepare_raw(settings: Settings, contracts: Mapping[str, Contract]) -> None:
    """Check the erase list, and write the empty _schema/rows.parquet of every object.

    So readers always find one. Raises IngestError for a bad list, LockedError if another ingest is
    at work.
    """
    read_erase_list(settings, contracts.values())
    with ingest_lock(settings), duckdb.connect() as connection:
        for contract in contracts.values():
            for name, contents in contract.objects.items():
                path = settings.raw / contract.source / name / "_schema" / "rows.parquet"
                names = [column.name for column in contents.columns]
                if _columns_of(connection, path) != names:
                    write = partial(write_schema, connection, contents.columns)
                    write_atomically(path, write)


def load_source(
    settings: Settings,
    contract: Contract,
    *,
    objects: Collection[str] | None = None,
    as_of: date | None = None,
    progress: Callable[[str], object] | None = None,
) -> SourceResult:
    """Load everything new of one source and say what happened, one line per event.

    `objects` limits the run to some objects, `as_of` leaves files with a later export date where
    they are, `progress` is called with each line as it comes up. A file that breaks its contract
    goes to quarantine and becomes a line. Raises LockedError if another ingest is at work.
    """
    with ingest_lock(settings):
        return SourceRun(settings, contract, progress or (lambda line: None)).load(objects, as_of)


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    if not path.exists():
        return []
    rows = connection.execute("select name from parquet_schema(?)", [str(path)]).fetchall()
    return [name for (name,) in rows[1:] if not name.startswith("_")]
