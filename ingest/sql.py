"""Small pieces of SQL that the reader's steps share."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from ingest.canonical import identifier, literal
from ingest.columns import Column


@dataclass(frozen=True)
class Identity:
    """The constants of one load, repeated on each of its rows."""

    source: str
    object_name: str
    load_id: str
    file_name: str
    export_as_of: date
    source_instance: str = "default"


def connect(temporary: Path, time_zone: str, for_small: bool = False) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills into `temporary` and lives in the contract's zone.

    `for_small` files planning takes longer than reading: no optimizer and one thread save a third.
    """
    connection = duckdb.connect()
    if for_small:
        connection.execute("set threads = 1")
    connection.execute("set preserve_insertion_order = false")
    connection.execute(f"set temp_directory = {literal(str(temporary))}")
    set_up(connection, time_zone, for_small)
    return connection


def set_up(connection: duckdb.DuckDBPyConnection, time_zone: str, for_small: bool = False) -> None:
    """Set what holds for one connection and not for all to the same DuckDB."""
    if for_small:
        connection.execute("pragma disable_optimizer")
    connection.execute(f"set TimeZone = {literal(time_zone)}")


def select(columns: str, source: str) -> str:
    """A SELECT from parts that are identifiers, quoted literals and expressions built here."""
    return " ".join(["select", columns, "from", source])


def added(terms: Sequence[str]) -> str:
    """The sum of terms in groups of groups: a thousand in one row are too deep for DuckDB."""
    while len(terms) > 1:
        terms = [f"({' + '.join(terms[n : n + 30])})" for n in range(0, len(terms), 30)]
    return terms[0]


def copy_to(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    path: Path,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write the result of a query as Parquet, with `notes` as the file's own metadata."""
    connection.execute(copying(query, path, notes))


def copying(query: str, path: Path, notes: Mapping[str, str] | None = None) -> str:
    """The statement that writes the result of a query as Parquet.

    Giving up early on a dictionary for ids and hashes saves a sixth of the CPU of writing.
    """
    options = "format parquet, dictionary_size_limit 4096"
    if notes:
        pairs = ", ".join(f"{identifier(key)}: {literal(text)}" for key, text in notes.items())
        options += f", kv_metadata {{{pairs}}}"
    return f"copy ({query}) to {literal(str(path))} ({options})"


# The underscore columns between the values and the row hash, with places for the constants: as
# texts, because given a text for a date DuckDB plans a prepared statement anew.
CONSTANTS = (
    "$1::varchar as _load_id, $2::varchar as _file_name, _line_number,"
    " $3::varchar::date as _export_as_of, $4::varchar as _source_instance"
)


def constants(identity: Identity) -> list[str]:
    """The values for CONSTANTS."""
    return [
        identity.load_id,
        identity.file_name,
        str(identity.export_as_of),
        identity.source_instance,
    ]


def write_schema(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], path: Path
) -> None:
    """A rows.parquet without rows."""
    names = ", ".join(f"null::varchar as {identifier(column.name)}" for column in columns)
    underscore = (
        "null::varchar as _load_id, null::varchar as _file_name, null::bigint as _line_number,"
        " null::date as _export_as_of, null::varchar as _source_instance,"
        " null::varchar as _row_hash, null::varchar as _extra"
    )
    copy_to(connection, select(f"{names}, {underscore}", "range(0)"), path)


def write_no_rejects(path: Path) -> None:
    """A rejects.parquet without rows.

    The bytes are the same for every clean file and made once per process: letting DuckDB write them
    anew took as long as writing the rows of a small file.
    """
    path.write_bytes(_no_rejects())


@cache
def _no_rejects() -> bytes:
    texts = ("source_system", "object_name", "load_id", "file_name")
    more = ("column_name", "rule", "message", "raw_text")
    columns = [f"null::varchar as {name}" for name in texts]
    columns.append("null::bigint as line_number")
    columns += [f"null::varchar as {name}" for name in more]
    with tempfile.TemporaryDirectory() as work, duckdb.connect() as connection:
        path = Path(work) / "rejects.parquet"
        copy_to(connection, select(", ".join(columns), "range(0)"), path)
        return path.read_bytes()
