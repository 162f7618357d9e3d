"""The first pass over a file: are all cells good, and was every byte understood?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import duckdb

from ingest.certain import certain_sql
from ingest.columns import Column
from ingest.containers import Unpacked
from ingest.scan import Scan
from ingest.sql import added, select
from ingest.staging import Stage
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
    connection: duckdb.DuckDBPyConnection, scan: Scan, unpacked: Unpacked, stage: Stage | None
) -> Survey | None:
    """The first pass; None if the quotes are broken, DuckDB stumbles or the bytes do not add up.

    With a stage the file is put there first, and stays.
    """
    if not unpacked.counts.is_sound:
        return None
    columns = scan.contents.columns
    close = {c.name for c in columns if certain_sql(c, scan.cell(c), scan.time_zone) is None}
    asked = stage or connection
    try:
        scan = stage.fill(scan) if stage else scan
        seen = _look(asked, scan, columns, close, scan.may_be_header())
        if not _adds_up(scan, unpacked, seen.records, seen.text):
            return None
        doubtful = [c for c in columns if seen.faults[c.name] and c.name not in close]
        if doubtful or seen.headers:
            close |= {column.name for column in doubtful}
            seen = seen.corrected(_look(asked, scan, doubtful, close, scan.is_header()))
    except (duckdb.InvalidInputException, duckdb.DataError, duckdb.NotSupportedError):
        # Only what a broken file raises: out of memory or disk says nothing about the file.
        return None
    odd = tuple(c.name for c in columns if c.only_kept and seen.faults[c.name])
    empty = {name: seen.records - filled for name, filled in seen.filled.items()}
    faults = sum(count for name, count in seen.faults.items() if name not in odd)
    required = sum(empty[column.name] for column in columns if column.required)
    return Survey(
        records=seen.records,
        has_line_breaks=unpacked.counts.breaks_inside,
        broken_cells=seen.headers + faults + required,
        duplicates=seen.repeats,
        nullable=frozenset(name for name in empty if empty[name] or name in odd),
        unchanged=frozenset(n for n, count in seen.changed.items() if not count and n not in odd),
        odd=odd,
    )


@dataclass(frozen=True)
class _Seen:
    """Counts over all records, and of each column the filled, the faulty and the changed cells."""

    records: int
    text: int
    repeats: int
    headers: int
    filled: dict[str, int]
    faults: dict[str, int]
    changed: dict[str, int]

    def corrected(self, closer: "_Seen") -> "_Seen":
        """The same with what a closer look at some columns found."""
        return replace(
            closer,
            filled=self.filled,
            faults=self.faults | closer.faults,
            changed=self.changed | closer.changed,
        )


def _look(
    asked: duckdb.DuckDBPyConnection | Stage,
    scan: Scan,
    columns: Sequence[Column],
    closely: Collection[str],
    header: str,
) -> _Seen:
    """Count over a file; in columns not seen `closely` cells in doubt count as faulty."""
    cells = ", ".join(f"c{index}" for index in range(scan.width))
    keys = [scan.contents.column(key) for key in scan.contents.keys]
    values = ", ".join(scan.value(k) if k.name in closely else scan.cell(k) for k in keys)
    measures = [
        "count(*)",
        f"sum(strlen(concat({cells})))",
        f"count(*) - count(distinct hash({values}))",
        f"count_if({header})",
    ]
    for column in columns:
        measures.append(f"count({scan.cell(column)})")
        measures += _closely(scan, column) if column.name in closely else _at_a_glance(scan, column)
    named = [*columns, *(key for key in keys if key not in columns)]
    query = select(", ".join(measures), scan.rows(named, closely, scan.source()))
    # Over no rows at all, sums and count_if are NULL and not 0.
    found = [count or 0 for count in asked.execute(query).fetchall()[0]]
    names = [column.name for column in columns]
    records, text, repeats, headers = found[:4]
    filled, faults, changed = (dict(zip(names, found[n::3], strict=True)) for n in (4, 5, 6))
    return _Seen(records, text, repeats, headers, filled, faults, changed)


def _at_a_glance(scan: Scan, column: Column) -> tuple[str, str]:
    """SQL counting cells not certain to be good, and no changed ones.

    It is short, because planning the whole check takes several times as long as a small file.
    """
    cell = scan.cell(column)
    certain = certain_sql(column, cell, scan.time_zone)
    return f"count({cell}) - count(case when {certain} then 0 end)" if certain else "0", "0"


def _closely(scan: Scan, column: Column) -> tuple[str, str]:
    """SQL counting faulty cells, and good ones that are not canonical text yet."""
    conditions = [f"({condition})" for _, condition in scan.faults(column)]
    return (
        f"count_if({' or '.join(conditions)})" if conditions else "0",
        f"count_if({scan.value(column)} <> {scan.cell(column)})",
    )


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
