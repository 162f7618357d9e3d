"""What was replaced or refused once stays known, with the instants between which it counted."""

from itertools import pairwise
from typing import Any

import duckdb

from tests.unit.ingest.conftest import GOOD, HEADER, Company
from tests.unit.ingest.test_clean_files import zipped

JUNE_1 = 1_780_300_000  # 2026-06-01 in UTC
BROKEN = GOOD.replace("deal_id", "x")


def by_loading(company: Company) -> list[dict[str, Any]]:
    """Rows of the load log in the order of loading."""
    return sorted(company.log(), key=lambda row: row["loaded_at"])


def known_at(company: Company, instant: str) -> list[tuple[str, str]]:
    """Load and status as the load log knew them at an instant."""
    return [
        (
            row["load_id"],
            row["first_status"] if (row["superseded_at"] or "") > instant else row["status"],
        )
        for row in by_loading(company)
        if row["loaded_at"] <= instant
    ]


def test_a_refused_file_that_came_right_is_superseded_and_was_refused(company: Company) -> None:
    company.put(BROKEN, modified=JUNE_1)
    company.load()
    company.put(GOOD, modified=JUNE_1 + 60)
    company.load()
    old, new = by_loading(company)
    assert (old["status"], old["first_status"]) == ("superseded", "quarantined")
    assert old["superseded_at"] == new["loaded_at"]
    assert old["reason"] == f"{new['load_id']} of the same file and date counts."
    assert old["notes"].startswith("column_missing: ")
    assert known_at(company, old["loaded_at"]) == [(old["load_id"], "quarantined")]
    assert company.load().messages == []


def test_a_container_that_came_right_is_superseded(company: Company) -> None:
    company.put(b"not a zip", "export.zip", modified=JUNE_1)
    company.load()
    company.put(zipped(("deals.csv", GOOD)), "export.zip", modified=JUNE_1 + 60)
    company.load()
    old, new = by_loading(company)
    assert (old["file_name"], old["status"]) == ("shop/2026-01-31/export.zip", "superseded")
    assert (new["status"], old["superseded_at"]) == ("loaded", new["loaded_at"])


def test_a_bad_correction_stays_in_quarantine(company: Company) -> None:
    company.put(GOOD, modified=JUNE_1)
    company.load()
    company.put(BROKEN, modified=JUNE_1 + 60)
    company.load()
    good, bad = by_loading(company)
    assert (good["status"], bad["status"]) == ("loaded", "quarantined")
    assert (good["superseded_at"], bad["superseded_at"]) == (None, None)


def test_a_refusal_ends_no_other(company: Company) -> None:
    company.put(BROKEN, modified=JUNE_1)
    company.load()
    company.put(f"{BROKEN}X", modified=JUNE_1 + 60)
    company.load()
    assert [row["status"] for row in by_loading(company)] == ["quarantined", "quarantined"]


def test_another_date_of_the_same_name_takes_no_place(company: Company) -> None:
    company.put(BROKEN, "deals.csv", None, modified=JUNE_1)
    company.load()
    company.put(GOOD, "deals.csv", None, modified=JUNE_1 + 86_400)
    company.load()
    assert [row["status"] for row in by_loading(company)] == ["quarantined", "loaded"]


def test_content_that_goes_and_comes_back_counted_each_time(company: Company) -> None:
    first, other = HEADER + "A,,x,1,,\n", HEADER + "B,,x,1,,\n"
    for number, content in enumerate((first, other, first, other)):
        company.put(content, modified=JUNE_1 + 60 * number)
        company.load()
    lives = by_loading(company)
    assert [row["status"] for row in lives] == [*["superseded"] * 3, "loaded"]
    assert lives[0]["load_id"] == lives[2]["load_id"]
    for life, following in pairwise(lives):
        assert life["superseded_at"] == following["loaded_at"]
        counted = [i for i, status in known_at(company, life["loaded_at"]) if status == "loaded"]
        assert counted == [life["load_id"]]
    # what counted once can be read where its name says
    for life in lives[:3]:
        rows = company.settings.superseded / "shop" / "deals" / life["load_id"] / "rows.parquet"
        assert duckdb.sql(f"select count(*) from '{rows}'").fetchall() == [(1,)]


def test_what_came_too_late_to_count_never_counted(company: Company) -> None:
    company.put(GOOD, modified=JUNE_1 + 60)
    company.load()
    company.put(HEADER + "A,,x,1,,\n", modified=JUNE_1)
    company.load()
    _, stale = by_loading(company)
    assert (stale["status"], stale["first_status"]) == ("superseded", "superseded")
    assert stale["superseded_at"] is None
