"""What a night says at its end about the files that stood out."""

import pytest

from orchestration.nightly.run import NightResult
from orchestration.nightly.summary import (
    MOST_NOTES,
    Loaded,
    erased_lines,
    loaded,
    loads_line,
    note_lines,
)


def test_what_was_not_loaded_comes_before_what_is_merely_odd() -> None:
    lines = note_lines(
        [
            "a/x.csv: holds a header and no rows",
            "b/y.csv: 2 of 9 rows rejected: date in closed 2 (first at line 4)",
            "c: not recognised (unknown_source): no contract",
            "d/z.csv: quarantined (truncated): the file ends in the middle of line 7",
        ]
    )
    assert [line.split()[1][0] for line in lines] == ["d", "c", "b", "a"]


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    lines = note_lines([f"f{n}.csv: holds a header and no rows" for n in range(MOST_NOTES + 5)])
    assert len(lines) == MOST_NOTES + 1
    assert lines[-1] == "  note       and 5 more; see marts.mart_load_log"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [((0, 0), []), ((3, 2), ["  erased     personal data of 5 rows, as erase_list.csv asks"])],
)
def test_what_was_erased_is_said(rows: tuple[int, int], lines: list[str]) -> None:
    names = ("new_loads", "rows_read", "rows_loaded", "rows_rejected")
    counts = dict.fromkeys(names, 1)
    reports = {("crm", str(n)): {**counts, "rows_erased": n_rows} for n, n_rows in enumerate(rows)}
    assert erased_lines(loaded(NightResult("run", None, reports))) == lines


@pytest.mark.parametrize(
    ("tonight", "build", "line"),
    [
        (3, {"loads_built": 9, "loads_since": 3}, "3 new: 900 rows read, 890 loaded, 10 rejected"),
        (
            0,
            {"loads_built": 9, "loads_since": 3},
            "0 new tonight: 900 rows read, 890 loaded, 10 rejected; "
            "3 new since the last good build",
        ),
        (
            2,
            {"loads_built": 9, "loads_since": 0},
            "2 new tonight: 900 rows read, 890 loaded, 10 rejected; "
            "0 new since the last good build",
        ),
        (9, {"loads_built": 9}, "9 new: 900 rows read, 890 loaded, 10 rejected"),
        (
            1,
            {"loads_built": 1200},
            "1 new tonight: 900 rows read, 890 loaded, 10 rejected; the build is made of all 1,200",
        ),
        (4, {}, "4 new: 900 rows read, 890 loaded, 10 rejected"),
    ],
    ids=["all tonight", "by a failed night", "dated later", "first", "base gone", "no build"],
)
def test_loads_of_tonight_and_loads_of_the_build(
    tonight: int, build: dict[str, int], line: str
) -> None:
    assert loads_line(Loaded(tonight, 900, 890, 10, 0), build) == f"  loads      {line}"
