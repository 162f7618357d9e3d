"""The byte counts do not depend on where a file is cut into chunks, and see broken quotes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure import Structure, structure_of

TEXT = st.text(alphabet='a,"\n\r;é', max_size=40)


@given(text=TEXT, size=st.integers(1, 5))
def test_chunks_do_not_matter(text: str, size: int) -> None:
    content = text.encode()
    structure = Structure(b'"', b",")
    for start in range(0, len(content), size):
        structure.add(content[start : start + size])
    structure.finish()
    whole = structure_of(content, '"', ",")
    for name in vars(whole):
        if name not in ("head", "_before"):
            assert getattr(structure, name) == getattr(whole, name), name


@given(rows=st.lists(st.lists(TEXT, min_size=2, max_size=3), max_size=5), quoting=st.booleans())
def test_what_a_csv_writer_writes_is_sound(rows: list[list[str]], quoting: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL).writerows(rows)
    structure = structure_of(text.getvalue().encode(), '"', ",")
    cells = "".join(cell for row in rows for cell in row)
    assert structure.is_sound
    assert structure.doubled == cells.count('"')
    assert structure.line_feeds == structure.carriage_returns == structure.pairs == len(rows)
    assert structure.breaks_inside == ("\n" in cells or "\r" in cells)


@pytest.mark.parametrize("row", ['"a" ""', '"a"b', 'a"b"', '"a', '"a""', ' "a"', '"a" '])
def test_broken_quotes_are_not_sound(row: str) -> None:
    assert not structure_of(f"x,y\n{row},1\n".encode(), '"', ",").is_sound
