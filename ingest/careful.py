"""Reads a CSV that DuckDB cannot be trusted with, record by record, losing nothing.

Records follow RFC 4180: a quoted cell ends at a quote before a delimiter, line end or the end of
the file. A record that breaks this is rejected with its physical line, and reading goes on at the
next physical line, so that an unclosed quote costs one line and not the rest of the file.
A quote inside a cell that does not begin with one is text, unless the line before was broken.
Good records go to a Parquet file as cells c0, c1, … with their line, broken ones to another.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.containers import Unpacked
from ingest.errors import FileRefusedError
from ingest.scan import Scan

BATCH = 20_000
LONGEST_CELL = 1 << 22
RAW_TEXT = 1000
BROKEN_SCHEMA = pa.schema(
    [
        ("line_number", pa.int64()),
        ("column_name", pa.string()),
        ("rule", pa.string()),
        ("message", pa.string()),
        ("raw_text", pa.string()),
    ]
)


@dataclass
class Record:
    """One record or what is left of one; `rule` is empty if it is good."""

    line: int
    start: int
    end: int
    cells: list[bytes] = field(default_factory=list)
    rule: str = ""
    message: str = ""
    column: int | None = None
    line_end: bytes = b""


@dataclass(frozen=True)
class Rewritten:
    """Where the good and the broken records went, and what was noticed on the way."""

    good: Path
    broken: Path
    good_count: int
    broken_count: int
    line_end: str
    blank_lines: int


def rewrite(scan: Scan, unpacked: Unpacked, target: Path) -> Rewritten:
    """Split the file into good.parquet and broken.parquet in `target`.

    Raises FileRefusedError (`truncated`) if the last record is broken and has no line end.
    """
    names = [f"c{index}" for index in range(scan.width)]
    schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in names)])
    good, broken = target / "good.parquet", target / "broken.parquet"
    ends, blank, totals = set(), 0, {"good": 0, "broken": 0}
    rows: list[list[object]] = []
    faults: list[dict[str, object]] = []
    with (
        scan.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        pq.ParquetWriter(good, schema) as good_file,
        pq.ParquetWriter(broken, BROKEN_SCHEMA) as broken_file,
    ):

        def flush() -> None:
            columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema]
            good_file.write_table(pa.table(columns, schema=schema))
            broken_file.write_table(pa.Table.from_pylist(faults, schema=BROKEN_SCHEMA))
            rows.clear()
            faults.clear()

        for record in records(data, scan):
            if record.line_end:
                ends.add(record.line_end)
            if record.start == record.end:
                blank += 1
                continue
            row = None if record.rule else _decoded(record, scan)
            if row is not None:
                rows.append(row)
                totals["good"] += 1
            else:
                _refuse_truncated(record, len(data))
                faults.append(_fault(record, data, scan))
                totals["broken"] += 1
            if len(rows) + len(faults) >= BATCH:
                flush()
        flush()
    return Rewritten(good, broken, totals["good"], totals["broken"], _named(ends), blank)


def records(data: mmap.mmap, scan: Scan) -> Iterator[Record]:
    """Every record after the header, good or broken."""
    delimiter, quote = scan.delimiter.encode(), scan.quote.encode()
    position, line, size = scan.header.byte_length, scan.data_line, len(data)
    is_after_fault = False
    while position < size:
        stop, line_end = _line_stop(data, position)
        record = Record(line, position, stop, line_end=line_end)
        if data.find(quote, position, stop) < 0:
            record.cells = data[position:stop].split(delimiter)
        else:
            _split_quoted(record, data, delimiter, quote, is_after_fault)
        if not record.rule and len(record.cells) != scan.width and stop > position:
            record.rule = "width"
            record.message = (
                f"the row has {len(record.cells)} cells, the header has {scan.width};"
                " often a delimiter inside a cell that is not quoted"
            )
        yield record
        is_after_fault = record.rule == "quote"
        line += 1 if record.rule == "quote" else _physical_lines(data, record)
        position = record.end + len(record.line_end)


def _line_stop(data: mmap.mmap, position: int) -> tuple[int, bytes]:
    """Where the line at `position` stops, and the line end that stands there."""
    feed = data.find(b"\n", position)
    carriage = data.find(b"\r", position, feed if feed >= 0 else len(data))
    if carriage >= 0:
        return carriage, b"\r\n" if feed == carriage + 1 else b"\r"
    return (feed, b"\n") if feed >= 0 else (len(data), b"")


def _split_quoted(
    record: Record, data: mmap.mmap, delimiter: bytes, quote: bytes, is_after_fault: bool
) -> None:
    """Fill the cells of a record with quotes, or its rule if they are broken.

    A broken record keeps the end of its first physical line, where reading then goes on.
    """
    cells: list[bytes] = []
    position = record.start
    while True:
        if data[position : position + 1] == quote:
            close = _closing_quote(data, position, quote)
            if close < 0:
                _break(record, len(cells), "the quote that opens this cell is never closed")
                return
            cells.append(data[position + 1 : close].replace(quote + quote, quote))
            after = close + 1
        else:
            stop, _ = _line_stop(data, position)
            after = data.find(delimiter, position, stop)
            after = stop if after < 0 else after
            cell = data[position:after]
            if is_after_fault and quote in cell:
                _break(record, len(cells), "a quote stands inside a cell that is not quoted")
                return
            cells.append(cell)
        following = data[after : after + 1]
        if following == delimiter:
            position = after + 1
        elif following in (b"", b"\r", b"\n"):
            record.cells, record.end = cells, after
            record.line_end = b"\r\n" if data[after : after + 2] == b"\r\n" else following
            return
        else:
            _break(record, len(cells) - 1, "there is text after the quote that closes this cell")
            return


def _closing_quote(data: mmap.mmap, start: int, quote: bytes) -> int:
    """Position of the quote that closes the cell opened at `start`, or -1."""
    position, limit = start + 1, start + LONGEST_CELL
    while True:
        position = data.find(quote, position, limit)
        if position < 0 or data[position + 1 : position + 2] != quote:
            return position
        position += 2


def _break(record: Record, column: int, message: str) -> None:
    record.rule, record.column, record.message = "quote", column, message


def _physical_lines(data: mmap.mmap, record: Record) -> int:
    text = data[record.start : record.end]
    if b"\n" not in text and b"\r" not in text:
        return 1
    return 1 + text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _decoded(record: Record, scan: Scan) -> list[object] | None:
    """Line and cells as text, with the empty cell as NULL; None, and a rule, if not UTF-8."""
    row: list[object] = [record.line]
    for index, cell in enumerate(record.cells):
        try:
            text = cell.decode("utf-8")
        except UnicodeDecodeError as error:
            encoding = scan.encoding
            record.rule, record.column = "encoding", index
            record.message = f"byte {cell[error.start : error.start + 1].hex()} is not {encoding}"
            return None
        row.append(None if not text and scan.empty_is_null else text)
    return row


def _refuse_truncated(record: Record, size: int) -> None:
    if record.end >= size and not record.line_end:
        raise truncated(record.line)


def truncated(line: int) -> FileRefusedError:
    """The refusal for a file that stops in the middle of its last record."""
    return FileRefusedError(
        "truncated",
        f"stops in the middle of line {line:,}: the last row is broken and has no line end."
        " The transfer was cut off; deliver the whole file.",
    )


def _fault(record: Record, data: mmap.mmap, scan: Scan) -> dict[str, object]:
    header = scan.header.cells
    known = {index: name for name, index in scan.header.positions.items()}
    name = None
    if record.column is not None and record.column < len(header):
        name = known.get(record.column, header[record.column])
    raw = data[record.start : min(record.end, record.start + 4 * RAW_TEXT)]
    where = f'column "{name}": ' if name else ""
    return {
        "line_number": record.line,
        "column_name": name,
        "rule": record.rule,
        "message": f"{where}{record.message}.",
        "raw_text": raw.decode("utf-8", "replace")[:RAW_TEXT],
    }


def _named(ends: set[bytes]) -> str:
    names = {b"\n": "LF", b"\r\n": "CRLF", b"\r": "CR"}
    return "mixed" if len(ends) > 1 else names[ends.pop()] if ends else "LF"
