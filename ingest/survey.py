"""The first pass over a file: are all cells good, and was every byte understood?"""

from dataclasses import dataclass

import duckdb

from ingest.canonical import keeps_text, literal
from ingest.containers import Unpacked
from ingest.scan import Scan
from ingest.sql import select


@dataclass(frozen=True)
class Survey:
    """What the first pass found.

    `nullable` are the columns with a NULL somewhere, `unchanged` those all of whose cells are
    their own canonical text already.
    """

    records: int
    has_line_breaks: bool
    broken_cells: int
    duplicates: int
    nullable: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Inside:
    """Bytes of the file that DuckDB gives back as content of cells."""

    text: int
    quotes: int
    carriage_returns: int
    line_feeds: int
    pairs: int


def survey_file(
    connection: duckdb.DuckDBPyConnection, scan: Scan, unpacked: Unpacked
) -> Survey | None:
    """The first pass; None if DuckDB stumbles or the bytes do not add up."""
    if unpacked.counts.has_nul:
        return None
    columns = scan.contents.columns
    conditions = [rule for column in columns for _, rule in scan.broken(column)]
    keys = ", ".join(scan.value(scan.contents.column(key)) for key in scan.contents.keys)
    measures = [
        "count(*)",
        *_inside_measures(scan, unpacked),
        " + ".join(f"count_if({condition})" for condition in conditions) or "0",
        f"count(*) - count(distinct hash({keys}))",
        *(f"count({scan.cell(column)})" for column in columns),
        *(
            "0" if keeps_text(column) else f"count_if({scan.value(column)} <> {scan.cell(column)})"
            for column in columns
        ),
    ]
    try:
        found = connection.execute(select(", ".join(measures), _rows(scan))).fetchall()[0]
    except duckdb.Error:
        return None
    records, inside = found[0], _Inside(*(number or 0 for number in found[1:6]))
    if not _adds_up(scan, unpacked, records, inside):
        return None
    filled, changed = found[8 : 8 + len(columns)], found[8 + len(columns) :]
    return Survey(
        records,
        inside.carriage_returns + inside.line_feeds > 0,
        found[6],
        found[7],
        frozenset(c.name for c, n in zip(columns, filled, strict=True) if n < records),
        frozenset(c.name for c, n in zip(columns, changed, strict=True) if n == 0),
    )


def _rows(scan: Scan) -> str:
    """The cells, and all text of a row in one string, which is cheaper to search than each."""
    cells = ", ".join(f"c{index}" for index in range(scan.width))
    with_text = select(f"*, concat_ws('', {cells}) as _text", scan.source())
    return f"({with_text})"


def _inside_measures(scan: Scan, unpacked: Unpacked) -> list[str]:
    """SQL for the fields of _Inside; without quotes in the file only text can be in cells."""
    marks = (literal(scan.quote), "chr(13)", "chr(10)", "chr(13) || chr(10)")
    counted = [
        f"sum(strlen(_text) - strlen(replace(_text, {mark}, ''))) filter (contains(_text, {mark}))"
        if unpacked.counts.quotes
        else "0"
        for mark in marks
    ]
    counted[-1] = f"({counted[-1]}) // 2"
    return ["sum(strlen(_text))", *counted]


def _adds_up(scan: Scan, unpacked: Unpacked, records: int, inside: _Inside) -> bool:
    """Whether the cells DuckDB found, with all that stands between them, are the whole file.

    Every byte after the header is content of a cell, a quote around a cell or doubled in it, a
    delimiter or a line end. A reader that swallowed, merged or split something misses that sum.
    """
    counts, head = unpacked.counts, unpacked.counts.head[: scan.header.byte_length]
    size = counts.size - scan.header.byte_length
    if records == 0:
        return size == 0
    quotes = counts.quotes - head.count(scan.quote.encode())
    returns = counts.carriage_returns - head.count(b"\r") - inside.carriage_returns
    feeds = counts.line_feeds - head.count(b"\n") - inside.line_feeds
    pairs = counts.pairs - head.count(b"\r\n") - inside.pairs
    around = quotes - inside.quotes
    delimiters = (scan.width - 1) * records
    ends = records if counts.last_byte in (b"\r", b"\n") else records - 1
    return (
        inside.text + around + delimiters + returns + feeds == size
        and returns == ("\\r" in scan.new_line) * ends
        and feeds == ("\\n" in scan.new_line) * ends
        and pairs == (scan.new_line == "\\r\\n") * ends
    )


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
