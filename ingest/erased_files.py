"""Takes personal data out of the two Parquet files of one load, each replaced in one step.

What does not belong here: which loads and records, and the load's own record (see erasing).
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.canonical import identifier, literal
from ingest.contracts import ObjectContract
from ingest.errors import IngestError
from ingest.files import put_in_place
from ingest.scan import row_hash_sql
from ingest.sql import copy_to, select

# A row that could not be split into cells could not be masked cell by cell either.
UNMASKED_RULES = ("quote", "width", "encoding")
ERASED_TEXT = "\u2039erased\u203a"
# Kept in the Parquet file itself: one rename changes the rows and what is known of them.
ERASED_LINES = "erased_lines"


@dataclass(frozen=True)
class Erased:
    """Lines of a load that were ever erased, those erased just now, and listed records in it."""

    lines: frozenset[int]
    new_lines: frozenset[int]
    found: frozenset[str]


def erase_rows(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    contents: ObjectContract,
    ids: Collection[str],
    work: Path,
) -> Erased:
    """Erase the rows of some records in a load's rows.parquet, which is replaced in one step.

    A column that the contract does not know any more is taken for personal.
    """
    path = folder / "rows.parquet"
    names = _columns_of(connection, path)
    if contents.keys[0] not in names:
        raise IngestError(
            f"{folder}: has no column {contents.keys[0]}, by which the erase list names records."
            " Move the directory away; it is loaded again from landing."
        )
    before = _erased_lines(connection, path)
    not_personal = {column.name for column in contents.columns if column.personal_data == "none"}
    private = [name for name in names if name not in {*not_personal, *contents.keys}]
    connection.execute("create or replace temp table listed as select unnest(?) as id", [list(ids)])
    is_filled = " or ".join(f"{identifier(name)} is not null" for name in [*private, "_extra"])
    key = identifier(contents.keys[0])
    columns = f"_line_number, {key}, {is_filled}"
    listed = select("id", "listed")
    query = select(columns, f"{literal(str(path))} where {key} in ({listed})")
    rows = connection.execute(query).fetchall()
    new = frozenset(int(line) for line, _, has_personal in rows if has_personal)
    if new:
        lines = sorted(before | new)
        _rewrite(connection, path, names, private, lines, work / "rows.parquet")
    return Erased(before | new, new, frozenset(str(row[1]) for row in rows))


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: list[str],
    private: list[str],
    lines: list[int],
    temporary: Path,
) -> None:
    connection.execute("create or replace temp table erased as select unnest(?) as line", [lines])
    is_erased = "_line_number in (select line from erased)"
    cells = ", ".join(
        f"case when not {is_erased} then {name} end as {name}"
        for name in map(identifier, [*private, "_extra"])
    )
    emptied = select(f"* replace ({cells}), {is_erased} as is_erased", literal(str(path)))
    row_hash = f"case when is_erased then {row_hash_sql(names, names, True)} else _row_hash end"
    query = select(
        f"* exclude (is_erased) replace ({row_hash} as _row_hash)",
        f"({emptied}) order by _line_number",
    )
    copy_to(connection, query, temporary, {ERASED_LINES: ",".join(map(str, lines))})
    put_in_place(temporary, path)


def erase_unmasked_rejects(connection: duckdb.DuckDBPyConnection, folder: Path, work: Path) -> None:
    """Erase the text of rejected rows that could not be masked, whoever they are of.

    A broken row is cut where it broke: which record it belongs to cannot be known.
    """
    path = folder / "rejects.parquet"
    if not path.exists():
        return
    rules = ", ".join(map(literal, UNMASKED_RULES))
    is_open = f"rule in ({rules}) and raw_text <> {literal(ERASED_TEXT)}"
    count = connection.execute(select("count(*)", f"{literal(str(path))} where {is_open}"))
    if count.fetchall() == [(0,)]:
        return
    text = f"case when {is_open} then {literal(ERASED_TEXT)} else raw_text end"
    query = select(f"* replace ({text} as raw_text)", f"{literal(str(path))} order by line_number")
    copy_to(connection, query, work / "rejects.parquet")
    put_in_place(work / "rejects.parquet", path)


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The data columns of a rows.parquet, in their order."""
    rows = connection.execute("select name from parquet_schema(?)", [str(path)]).fetchall()
    return [name for (name,) in rows[1:] if not name.startswith("_")]


def _erased_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> frozenset[int]:
    """Lines erased by earlier states of the list, also of records it names no more."""
    rows = connection.execute(
        "select decode(value) from parquet_kv_metadata(?) where decode(key) = ?",
        [str(path), ERASED_LINES],
    ).fetchall()
    return frozenset(int(line) for (text,) in rows for line in text.split(","))
