"""The first pass over a file: are all cells good, and was every byte understood?"""

from dataclasses import dataclass

import duckdb

from ingest.canonical import literal
from ingest.containers import Unpacked
from ingest.scan import Scan
from ingest.sql import select


@dataclass(frozen=True)
class Survey:
    """What the first pass found."""

    records: int
    has_line_breaks: bool
    broken_cells: int
    duplicates: int
    nullable: set[str]


def survey_file(
    connection: duckdb.DuckDBPyConnection, scan: Scan, unpacked: Unpacked
) -> Survey | None:
    """The first pass; None if DuckDB stumbles or the bytes do not add up."""
    contents, width = scan.contents, scan.width
    cells = [f"c{index}" for index in range(width)]
    conditions = [rule for column in contents.columns for _, rule in scan.broken(column)]
    keys = ", ".join(scan.value(contents.column(key)) for key in contents.keys)
    measures = [
        "count(*)",
        *(f"sum(strlen({cell}))" for cell in cells),
        " + ".join(f"count_if({condition})" for condition in conditions) or "0",
        f"count(*) - count(distinct hash({keys}))",
        *(f"count({scan.cell(column)})" for column in contents.columns),
    ]
    try:
        found = _one(connection, measures, scan)
        records, lengths, rest = found[0], found[1 : 1 + width], found[1 + width :]
        if records == 0:
            return None if _has_body(unpacked, scan) else Survey(0, False, 0, 0, set())
        has_breaks = _account(connection, scan, unpacked, records, sum(n or 0 for n in lengths))
    except duckdb.Error:
        return None
    if has_breaks is None:
        return None
    filled = dict(zip((c.name for c in contents.columns), rest[2:], strict=True))
    nullable = {name for name, count in filled.items() if count < records}
    return Survey(records, has_breaks, rest[0], rest[1], nullable)


def _one(connection: duckdb.DuckDBPyConnection, measures: list[str], scan: Scan) -> tuple:
    row = connection.execute(select(", ".join(measures), scan.source())).fetchone()
    assert row is not None
    return row


def _has_body(unpacked: Unpacked, scan: Scan) -> bool:
    return unpacked.counts.size > scan.header.byte_length


def _account(
    connection: duckdb.DuckDBPyConnection, scan: Scan, unpacked: Unpacked, records: int, text: int
) -> bool | None:
    """Whether cells hold line breaks; None if the bytes of the file do not add up.

    Every byte after the header is part of a cell, a quote around or inside one, a delimiter or a
    line end. A reader that swallowed, merged or split anything misses that sum.
    """
    counts, head = unpacked.counts, unpacked.counts.head[: scan.header.byte_length]
    quote = scan.quote.encode()
    if counts.nulls:
        return None
    size = counts.size - scan.header.byte_length
    quotes = counts.quotes - head.count(quote)
    returns = counts.carriage_returns - head.count(b"\r")
    feeds = counts.line_feeds - head.count(b"\n")
    quotes_inside = returns_inside = feeds_inside = 0
    for attempt in ("nothing inside cells", "quotes or line breaks inside cells"):
        if attempt != "nothing inside cells":
            quotes_inside, returns_inside, feeds_inside = _inside(connection, scan)
        ends = (returns - returns_inside, feeds - feeds_inside)
        total = text + quotes - quotes_inside + (scan.width - 1) * records + sum(ends)
        has_final_end = counts.last_byte in (b"\r", b"\n")
        expected = records if has_final_end else records - 1
        wanted = ("\\r" in scan.new_line) * expected, ("\\n" in scan.new_line) * expected
        if total == size and ends == wanted:
            return returns_inside + feeds_inside > 0
        if not quotes:
            return None
    return None


def _inside(connection: duckdb.DuckDBPyConnection, scan: Scan) -> tuple[int, int, int]:
    """How many quotes, carriage returns and line feeds are inside cells."""
    measures = []
    for mark in (literal(scan.quote), "chr(13)", "chr(10)"):
        counted = " + ".join(
            f"coalesce(sum(strlen(c{i}) - strlen(replace(c{i}, {mark}, '')))"
            f" filter (contains(c{i}, {mark})), 0)"
            for i in range(scan.width)
        )
        measures.append(counted)
    quotes, returns, feeds = _one(connection, measures, scan)
    return quotes, returns, feeds


def line_number(scan: Scan, survey: Survey) -> str:
    """The expression for the physical line at which a row begins."""
    number = f"{scan.data_line - 1} + row_number() over ()"
    if survey.has_line_breaks:
        inside = " + ".join(_line_breaks(f"c{index}") for index in range(scan.width))
        number += f" + sum({inside}) over (rows unbounded preceding) - ({inside})"
    return f"({number})::bigint"


def _line_breaks(cell: str) -> str:
    """How many physical lines a cell adds."""
    unix = f"replace(replace({cell}, chr(13) || chr(10), chr(10)), chr(13), chr(10))"
    return (
        f"case when contains({cell}, chr(10)) or contains({cell}, chr(13))"
        f" then strlen({unix}) - strlen(replace({unix}, chr(10), '')) else 0 end"
    )
