"""Splits a CSV into records, good ones and broken ones, in plain Python.

Records follow RFC 4180: a quoted cell ends at a quote before a delimiter, line end or the end of
the file. A record that breaks this is rejected with its physical line, and reading goes on at the
next physical line. If the broken line has as many cells as the header, its quote was a slip and
costs one line. If it has not, its cell may go on for lines, and those could look like rows: they
are rejected up to where the cell can have ended.
A quote inside a cell that does not begin with one is text, unless the line before was broken.
"""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.runs import LONGEST_CELL, Run, RunFinder
from ingest.scan import Scan


@dataclass
class Record:
    """One record or what is left of one; `rule` is empty if it is good.

    `is_cut` tells that nothing but the end of the file ended it. Lines before `doubtful_until` may
    be pieces of its broken cell.
    """

    line: int
    start: int
    end: int
    cells: list[bytes] = field(default_factory=list)
    rule: str = ""
    message: str = ""
    column: int | None = None
    line_end: bytes = b""
    is_cut: bool = False
    doubtful_until: int = 0


class _LineEnds:
    """Finds the next line end, each kind once: in a file without LF one search reaches its end."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data, self.size = data, len(data)
        self._found = {b"\n": (0, -1), b"\r": (0, -1)}

    def after(self, position: int) -> tuple[int, bytes]:
        """Where the line at `position` stops, and the line end that stands there."""
        feed, carriage = self._next(b"\n", position), self._next(b"\r", position)
        if carriage < feed:
            return carriage, b"\r\n" if feed == carriage + 1 else b"\r"
        return feed, b"\n" if feed < self.size else b""

    def _next(self, byte: bytes, position: int) -> int:
        since, found = self._found[byte]
        if not since <= position <= found:
            found = self.data.find(byte, position)
            found = self.size if found < 0 else found
            self._found[byte] = position, found
        return found


def records(data: mmap.mmap, scan: Scan) -> Iterator[Record | Run]:
    """Every record after the header: good ones in runs or alone, broken ones alone."""
    delimiter, quote = scan.delimiter.encode(), scan.quote.encode()
    position, line, size = scan.header.byte_length, scan.data_line, len(data)
    ends, broken = _LineEnds(data), Record(0, 0, 0)
    is_after_fault, runs = False, RunFinder(scan)
    while position < size:
        if position >= broken.doubtful_until and (run := runs.after(data, position, line)):
            yield run
            position, line, is_after_fault = run.end, run.next_line, False
            continue
        stop, line_end = ends.after(position)
        record = Record(line, position, stop, line_end=line_end)
        if stop > position and position < broken.doubtful_until:
            record.rule = "quote"
            record.message = (
                f"the line may be a piece of the broken cell that begins at line {broken.line:,}"
            )
        elif data.find(quote, position, stop) < 0:
            record.cells = data[position:stop].split(delimiter)
            if stop - position > LONGEST_CELL:
                _refuse_long(record)
        else:
            _split_quoted(record, data, scan, ends, is_after_fault)
        if not record.rule and len(record.cells) != scan.width and stop > position:
            record.rule = "width"
            record.is_cut = not record.line_end and len(record.cells) < scan.width
            record.message = (
                f"the row has {len(record.cells)} cells, the header has {scan.width};"
                " often a delimiter inside a cell that is not quoted"
            )
        yield record
        if record.doubtful_until:
            broken = record
        is_after_fault = record.rule == "quote"
        line += 1 if record.rule == "quote" else _physical_lines(data, record)
        position = record.end + len(record.line_end)


def _split_quoted(
    record: Record, data: mmap.mmap, scan: Scan, ends: _LineEnds, is_after_fault: bool
) -> None:
    """Fill the cells of a record with quotes, or its rule if they are broken.

    A broken record keeps the end of its first physical line, where reading then goes on.
    """
    delimiter, quote = scan.delimiter.encode(), scan.quote.encode()
    cells: list[bytes] = []
    position = record.start
    while True:
        if data[position : position + 1] == quote:
            close = _closing_quote(data, position, quote, position + LONGEST_CELL)
            if close < 0:
                _break_open(record, data, scan, len(cells), position)
                return
            cells.append(data[position + 1 : close].replace(quote + quote, quote))
            after = close + 1
        else:
            stop, _ = ends.after(position)
            after = data.find(delimiter, position, stop)
            after = stop if after < 0 else after
            cells.append(data[position:after])
            if is_after_fault and quote in cells[-1]:
                _break(record, len(cells) - 1, "a quote stands inside a cell that is not quoted")
                return
            if cells[-1].lstrip(b" \t").startswith(quote) and cells[-1].count(quote) % 2:
                _break(record, len(cells) - 1, "a blank stands before the quote of this cell")
                return
        following = data[after : after + 1]
        if following == delimiter:
            position = after + 1
        elif following in (b"", b"\r", b"\n"):
            record.cells, record.end = cells, after
            record.line_end = b"\r\n" if data[after : after + 2] == b"\r\n" else following
            _refuse_long(record)
            return
        else:
            _break(record, len(cells) - 1, "there is text after the quote that closes this cell")
            if not _is_whole_line(record, data, scan, len(cells) - 1, position):
                record.doubtful_until = _next_border(data, scan, ends, len(cells), after)
            return


def _next_border(data: mmap.mmap, scan: Scan, ends: _LineEnds, cells: int, position: int) -> int:
    """How far a cell may reach that goes on at `position`, after a quote amid its text.

    If the line has the cells that are still due, the text was a slip; else the next quote that a
    cell can end with is taken for the end.
    """
    stop, _ = ends.after(position)
    if cells + data[position:stop].count(scan.delimiter.encode()) == scan.width:
        return position
    quote, delimiter = (re.escape(mark.encode()) for mark in (scan.quote, scan.delimiter))
    found = re.compile(quote + rb"(?=[\r\n]|\Z|" + delimiter + rb")").search(data, position)
    return found.start() if found else len(data)


def _closing_quote(data: mmap.mmap, start: int, quote: bytes, limit: int) -> int:
    """Position of the quote that closes the cell opened at `start`, or -1."""
    position = start + 1
    while True:
        position = data.find(quote, position, limit)
        if position < 0 or data[position + 1 : position + 2] != quote:
            return position
        position += 2


def _break(record: Record, column: int, message: str) -> None:
    record.rule, record.column, record.message = "quote", column, message


def _break_open(record: Record, data: mmap.mmap, scan: Scan, column: int, position: int) -> None:
    """A cell that is not closed: at the end of the file, or as far as a cell may reach."""
    if position + LONGEST_CELL >= len(data):
        _break(record, column, "the quote that opens this cell is never closed")
    else:
        _break(record, column, "the cell is longer than 4 MiB, or its quote is never closed")
    if not _is_whole_line(record, data, scan, column, position):
        record.is_cut = data[-1:] not in (b"\r", b"\n")
        close = _closing_quote(data, position, scan.quote.encode(), len(data))
        record.doubtful_until = close if close >= 0 else len(data)


def _is_whole_line(record: Record, data: mmap.mmap, scan: Scan, column: int, position: int) -> bool:
    """Whether the first line of a broken record has all its cells, if its open quote is text."""
    rest = data[position : record.end].count(scan.delimiter.encode())
    return column + rest + 1 == scan.width


def _refuse_long(record: Record) -> None:
    for index, cell in enumerate(record.cells):
        if len(cell) > LONGEST_CELL:
            record.rule, record.column = "width", index
            record.message = f"the cell is longer than 4 MiB ({len(cell):,} bytes)"
            record.cells = []
            return


def _physical_lines(data: mmap.mmap, record: Record) -> int:
    text = data[record.start : record.end]
    if b"\n" not in text and b"\r" not in text:
        return 1
    return 1 + text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
