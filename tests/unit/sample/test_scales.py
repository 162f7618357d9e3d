"""A company of any size can be made: there are never too many teams, reps or names for it."""

from random import Random

import pytest

from ingest.sample.clock import make_span
from ingest.sample.company import Company, build_company
from ingest.sample.names import Person
from ingest.sample.turnover import plan_turnover

SPAN = make_span(4)
SMALL = [round(0.05 * step, 2) for step in range(1, 60)]
LARGE = [3.3, 3.7, 4.0, 4.9, 5.0, 6.1, 7.5, 8.0, 9.9, 10.0, 12.5, 17.0, 25.0]


def company_of(scale: float, seed: int = 42) -> Company:
    company = build_company(Random(f"{seed}/company"), SPAN, scale)
    plan_turnover(Random(f"{seed}/turnover"), company, SPAN, scale)
    return company


@pytest.mark.parametrize("scale", [*SMALL, *LARGE])
def test_every_team_and_every_rep_has_an_area(scale: float) -> None:
    company = company_of(scale)
    assert all(areas for _, _, areas in company.teams)
    assert all(rep.territories.first for rep in company.reps)


def test_no_area_is_left_without_a_team_where_teams_share_areas() -> None:
    company = company_of(10.0)
    assert len(company.teams) == 80
    looked_after = {area.code for _, _, areas in company.teams for area in areas}
    assert looked_after == {area.code for area in company.areas}


def test_two_thousand_colleagues_have_different_names() -> None:
    """There are 2,552 plain names, and 2,556 people with reps who come later."""
    people = [user.person for user in company_of(50.0).users]
    assert len(people) == 2556
    assert len({person.full for person in people}) == 2556


def test_an_address_has_no_space_in_it() -> None:
    assert Person("Agus Bayu", "Halim").mail("x.example") == "agus.bayu.halim@x.example"
    assert Person("", "Suparman").mail("x.example") == "suparman@x.example"
