"""What a night says at its end about the files that stood out."""

from orchestration.nightly.summary import MOST_NOTES, note_lines


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
