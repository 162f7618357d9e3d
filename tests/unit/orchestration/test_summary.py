"""What a night says at its end about the files that stood out."""

import pytest

from orchestration.nightly.run import NightResult
from orchestration.nightly.summary import MOST_NOTES, erased_lines, loaded, note_lines


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
