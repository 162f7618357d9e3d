"""Random damage: whatever is loaded is what Python's csv module reads, all else is reported."""

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.containers import unpack
from ingest.contracts import Contract
from ingest.errors import FileRefusedError
from ingest.reader import read_file
from ingest.sql import Identity, connect

EXAMPLES = int(os.environ.get("PANTAU_TEST_EXAMPLES", "150"))
CELL = st.text(alphabet="ab ,\"'\n\r;é0\t", max_size=6)
PIECE = st.sampled_from([",", '"', '""', "\n", "\r", "\r\n", ",,", "x", " ", '",', ',"', "", "\0"])
CONTRACT = Contract.model_validate(
    {
        "source": "plain",
        "description": "Three texts.",
        "time_zone": "UTC",
        "currency": "IDR",
        "objects": {
            "things": {
                "description": "One row per thing.",
                "files": ["things.csv"],
                "keys": ["a"],
                "columns": [
                    {"name": "a", "type": "text", "required": True, "personal_data": "none"},
                    {"name": "b", "type": "text", "personal_data": "none"},
                    {"name": "c", "type": "text", "personal_data": "none"},
                ],
            }
        },
    }
)


@st.composite
def polluted(draw: st.DrawFn) -> str:
    """A well-formed CSV of any dialect detail, then up to three random edits after its header."""
    rows = draw(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12))
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    writer.writerow(["a", "b", "c"])
    start = len(text.getvalue())
    for number, (b, c) in enumerate(rows):
        writer.writerow([f"k{number}", b, c])
    content = text.getvalue()
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(start, len(content)))
        length = draw(st.integers(0, 3))
        content = content[:place] + draw(PIECE) + content[place + length :]
    return content


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory() as folder, connect(Path(folder), "UTC") as opened:
        yield opened


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=polluted())
def test_rows_are_read_as_written_or_reported(
    connection: duckdb.DuckDBPyConnection, content: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "things.csv", Path(folder) / "load"
        path.write_bytes(content.encode())
        target.mkdir()
        identity = Identity("plain", "things", "1", "things.csv", date(2026, 1, 1))
        unpacked = unpack(path, None, CONTRACT.objects["things"], Path(folder) / "text.csv")
        try:
            outcome = read_file(connection, unpacked, CONTRACT, identity, target)
        except FileRefusedError:
            return
        loaded = connection.execute(
            f"select _line_number, a, b, c from '{target}/rows.parquet' order by 1"
        ).fetchall()
        rejected = connection.execute(
            f"select count(*) from '{target}/rejects.parquet'"
        ).fetchall()[0][0]
    assert len(loaded) == outcome.rows.loaded
    assert rejected == outcome.rows.rejected
    assert outcome.rows.read == outcome.rows.loaded + outcome.rows.rejected
    content = content.replace("\0", "")
    lines = physical_lines(content)
    for line, *cells in loaded:
        written = next(csv.reader(io.StringIO("".join(lines[line - 1 :]), newline="")))
        assert [cell or "" for cell in cells] == written
    if outcome.rows.rejected == 0:
        expected = list(csv.reader(io.StringIO(content, newline=""), strict=True))[1:]
        assert [[cell or "" for cell in row[1:]] for row in loaded] == [r for r in expected if r]


def physical_lines(content: str) -> list[str]:
    """Lines with their ends; only LF, CR and CRLF end a line."""
    return list(io.StringIO(content, newline=""))
