"""Reads a CSV that DuckDB cannot be trusted with, record by record, losing nothing.

Good records go to a Parquet file as cells c0, c1, … with their line, broken ones to another. What
does not belong here: where a record ends and which ones are broken (see splitting).
"""

import mmap
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.containers import Unpacked
from ingest.errors import FileRefusedError
from ingest.runs import Run
from ingest.scan import Scan
from ingest.splitting import Record, records

BATCH = 20_000
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


@dataclass(frozen=True)
class Rewritten:
    """Where the good and the broken records went, and what was noticed on the way."""

    good: Path
    broken: Path
    good_count: int
    broken_count: int
    line_end: str
    blank_lines: int
    ends_broken: bool


def rewrite(scan: Scan, unpacked: Unpacked, target: Path) -> Rewritten:
    """Split the file into good.parquet and broken.parquet in `target`.

    Raises FileRefusedError (`truncated`) if the last record lacks cells or a quote and a line end.
    """
    ends, blank, ends_broken = set(), 0, False
    with (
        scan.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        _Output(scan, target) as output,
    ):
        for record in records(data, scan):
            if record.line_end:
                ends.add(record.line_end)
            if isinstance(record, Run):
                output.add_table(record.table)
                ends_broken = False
                continue
            if record.start == record.end:
                blank += 1
                continue
            row = None if record.rule else _decoded(record, scan)
            ends_broken = row is None
            if row is not None:
                output.add(row)
            elif record.is_cut:
                raise truncated(record.line)
            else:
                output.add_fault(_fault(record, data, scan))
    return Rewritten(
        good=output.good,
        broken=output.broken,
        good_count=output.good_count,
        broken_count=output.broken_count,
        line_end=_named(ends),
        blank_lines=blank,
        ends_broken=ends_broken,
    )


class _Output:
    """The two Parquet files, written in batches, and how many records went to each."""

    def __init__(self, scan: Scan, target: Path) -> None:
        names = [f"c{index}" for index in range(scan.width)]
        self.good, self.broken = target / "good.parquet", target / "broken.parquet"
        self.good_count = self.broken_count = 0
        self._schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in names)])
        self._rows: list[list[object]] = []
        self._faults: list[dict[str, object]] = []

    def __enter__(self) -> "_Output":
        self._good_file = pq.ParquetWriter(self.good, self._schema)
        self._broken_file = pq.ParquetWriter(self.broken, BROKEN_SCHEMA)
        return self

    def __exit__(self, *error: object) -> None:
        self._flush()
        self._good_file.close()
        self._broken_file.close()

    def add(self, row: list[object]) -> None:
        """A good record: its line and cells."""
        self._rows.append(row)
        self.good_count += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def add_table(self, table: pa.Table) -> None:
        """Good records: lines and cells."""
        self._good_file.write_table(table)
        self.good_count += table.num_rows

    def add_fault(self, fault: dict[str, object]) -> None:
        """A broken record, as a row of the rejects."""
        self._faults.append(fault)
        self.broken_count += 1
        if len(self._faults) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = [list(column) for column in zip(*self._rows, strict=True)]
        columns = columns or [[] for _ in self._schema]
        self._good_file.write_table(pa.table(columns, schema=self._schema))
        self._broken_file.write_table(pa.Table.from_pylist(self._faults, schema=BROKEN_SCHEMA))
        self._rows, self._faults = [], []


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


def truncated(line: int) -> FileRefusedError:
    """The refusal for a file that stops in the middle of its last record."""
    return FileRefusedError(
        "truncated",
        f"stops in the middle of line {line:,}: the last row is not whole and has no line end."
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
