"""The first pass over a file: are all cells good, and was every byte understood?"""

from dataclasses import dataclass

import duckdb

from ingest.canonical import identifier, keeps_text, literal, outside_range_sql
from ingest.columns import Column
from ingest.containers import Unpacked
from ingest.scan import Scan
from ingest.sql import added, select
from ingest.structure import structure_of


@dataclass(frozen=True)
class Survey:
    """What the first pass found.

    `nullable` are the columns with a NULL somewhere, `unchanged` those all of whose cells are
    their own canonical text already, `odd` those only kept that have a cell breaking their type.
    """

    records: int
    has_line_breaks: bool
    broken_cells: int
    duplicates: int
    nullable: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    odd: tuple[str, ...] = ()


def survey_file(
    connection: duckdb.DuckDBPyConnection, scan: Scan, unpacked: Unpacked
) -> Survey | None:
    """The first pass; None if the quotes are broken, DuckDB stumbles or the bytes do not add up."""
    counts, columns = unpacked.counts, scan.contents.columns
    if not counts.is_sound:
        return None
    keys = ", ".join(_value(scan.contents.column(key)) for key in scan.contents.keys)
    measures = [
        "count(*)",
        f"count(*) - count(distinct hash({keys}))",
        added([f"coalesce(sum(strlen(c{index})), 0)" for index in range(scan.width)]),
        f"count_if({scan.is_header()})",
        *(measure for column in columns for measure in _column_measures(scan, column)),
    ]
    try:
        found = connection.execute(select(", ".join(measures), _rows(scan))).fetchall()[0]
    except (duckdb.InvalidInputException, duckdb.DataError, duckdb.NotSupportedError):
        # Only what a broken file raises: out of memory or disk says nothing about the file.
        return None
    records, duplicates, text, headers = found[:4]
    if not _adds_up(scan, unpacked, records, text):
        return None
    # Over no rows at all count_if is NULL and not 0.
    broken, nullable, unchanged, odd = headers or 0, set(), set(), []
    for index, column in enumerate(columns):
        filled, good, changed, unaccepted = found[4 + 4 * index : 8 + 4 * index]
        faults = filled - good + unaccepted
        if faults and column.only_kept:
            odd.append(column.name)
        else:
            broken += faults + (records - filled if column.required else 0)
        if filled < records or column.name in odd:
            nullable.add(column.name)
        if not changed and column.name not in odd:
            unchanged.add(column.name)
    return Survey(
        records=records,
        has_line_breaks=counts.breaks_inside,
        broken_cells=broken,
        duplicates=duplicates,
        nullable=frozenset(nullable),
        unchanged=frozenset(unchanged),
        odd=tuple(odd),
    )


def _rows(scan: Scan) -> str:
    """The cells, and each column's cell and canonical value by name.

    An expression written once is planned once: repeating the values cost 90 ms for a small file.
    """
    named = []
    for column in scan.contents.columns:
        named.append(f"{scan.cell(column)} as {_cell(column)}")
        if column.type != "text":
            named.append(f"{scan.value(column)} as {_value(column)}")
    query = select(f"*, {', '.join(named)}", scan.source())
    return f"({query})"


def _cell(column: Column) -> str:
    return identifier(f"cell of {column.name}")


def _value(column: Column) -> str:
    return _cell(column) if column.type == "text" else identifier(f"value of {column.name}")


def _column_measures(scan: Scan, column: Column) -> list[str]:
    """SQL counting filled cells, good ones, those not yet canonical, and those not accepted."""
    cell, value = _cell(column), _value(column)
    outside = outside_range_sql(column, value)
    refused = [outside[1]] if outside else []
    if column.accepted_values:
        accepted = ", ".join(literal(text) for text in column.accepted_values)
        refused.append(f"{value} not in ({accepted})")
    return [
        f"count({cell})",
        f"count({value})",
        "0" if keeps_text(column) else f"count_if({value} <> {cell})",
        # Over rows that are all NULL, count_if is NULL and not 0.
        f"coalesce(count_if({' or '.join(refused)}), 0)" if refused else "0",
    ]


def _adds_up(scan: Scan, unpacked: Unpacked, records: int, text: int) -> bool:
    """Whether the cells DuckDB found, with all that stands between them, are the whole file.

    Every byte after the header is content of a cell, a quote around a cell or doubling one in it,
    a delimiter or a line end. A reader that swallowed, merged or split something misses that sum.
    """
    whole, head = unpacked.counts, unpacked.counts.head[: scan.header.byte_length]
    top = structure_of(head, scan.quote, scan.delimiter)
    size = whole.size - top.size
    if records == 0:
        return size == 0
    quotes = whole.quotes - top.quotes - (whole.doubled - top.doubled)
    feeds = whole.line_feeds - top.line_feeds
    returns = whole.carriage_returns - top.carriage_returns
    ends = records if whole.last_byte in (b"\r", b"\n") else records - 1
    return (
        text + quotes + (scan.width - 1) * records + returns + feeds == size
        and returns == ("\\r" in scan.new_line) * ends
        and feeds == ("\\n" in scan.new_line) * ends
        and whole.pairs - top.pairs == (scan.new_line == "\\r\\n") * ends
    )


def line_number(scan: Scan, survey: Survey) -> str:
    """The expression for the physical line at which a row begins."""
    number = f"{scan.data_line - 1} + row_number() over ()"
    if survey.has_line_breaks:
        inside = added([_line_breaks(f"c{index}") for index in range(scan.width)])
        number += f" + sum({inside}) over (rows unbounded preceding) - ({inside})"
    return f"({number})::bigint"


def _line_breaks(cell: str) -> str:
    """How many physical lines a cell adds."""
    unix = f"replace(replace({cell}, chr(13) || chr(10), chr(10)), chr(13), chr(10))"
    return (
        f"case when contains({cell}, chr(10)) or contains({cell}, chr(13))"
        f" then strlen({unix}) - strlen(replace({unix}, chr(10), '')) else 0 end"
    )
