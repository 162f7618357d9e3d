"""What an operator should know of a file that was loaded, one short sentence each."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingest.canonical import expected, literal
from ingest.containers import Unpacked
from ingest.header import lacking
from ingest.scan import Scan
from ingest.sql import select

MOST_EXTRA = 30


def file_notes(
    connection: duckdb.DuckDBPyConnection,
    scan: Scan,
    odd: Sequence[str],
    unpacked: Unpacked,
    rows_read: int,
    target: Path,
) -> list[str]:
    """Notes on the text, the header and the columns in which a cell may be `odd`."""
    notes = []
    if rows_read == 0:
        notes.append("holds a header and no rows")
    first = scan.contents.encoding[0]
    if scan.encoding != first:
        notes.append(f"read as {scan.encoding}, because it is not valid {first}")
    if unpacked.nuls:
        notes.append(f"{unpacked.nuls:,} NUL characters were left out of the text")
    if missing := lacking(scan.header, scan.contents):
        notes.append(missing)
    if scan.header.extra:
        names = [f'"{name}"' for name in scan.header.extra]
        more = f" and {len(names) - MOST_EXTRA} more" if len(names) > MOST_EXTRA else ""
        shown = ", ".join(names[:MOST_EXTRA])
        notes.append(f"columns the contract does not know are kept in _extra: {shown}{more}")
    return [*notes, *_odd_cells(connection, scan, odd, target)]


def _odd_cells(
    connection: duckdb.DuckDBPyConnection, scan: Scan, odd: Sequence[str], target: Path
) -> list[str]:
    """How many cells of columns that are only kept became NULL, counted in what was written."""
    if not odd:
        return []
    measures = []
    for name in odd:
        pointer = scan.header_of(name).replace("~", "~0").replace("/", "~1")
        text = f"json_extract_string(_extra, {literal('/' + pointer)})"
        measures.append(f"count({text}), min(case when {text} is not null then _line_number end)")
    rows = literal(str(target / "rows.parquet"))
    found = connection.execute(select(", ".join(measures), rows)).fetchall()[0]
    wanted = [expected(scan.contents.column(name)) for name in odd]
    return [
        f'column "{name}": {count:,} of its cells are not {what} or out of range (first at'
        f" line {line:,}); they are NULL, their text is in _extra"
        for name, what, count, line in zip(odd, wanted, found[::2], found[1::2], strict=True)
        if count
    ]
