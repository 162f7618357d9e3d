"""A night continued from the last build equals one built from raw, after each of sixty nights of
late, missing, repeated, broken and corrected deliveries; and what was known on the thirtieth night
is built again after the ninetieth.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tests.figures.chaos import Chaos
from tests.figures.lane.company import Company, write_sample
from tests.figures.lane.warehouse import Warehouse, differences

DELIVERED, NIGHTS, REMEMBERED, SCALE = 90, 60, 30, 0.03
# Only history continues. All that follows is built whole from it in both ways (tests/project holds
# the models to that): that equal history gives equal core and marts is looked at now and then.
ALL_EVERY = 6


@dataclass
class Story:
    """What happened over the nights, for the tests below to look at."""

    company: Company
    chaos: Chaos
    nights: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    remembered: Warehouse | None = None
    remembered_at: str = ""
    kept: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    clean = tmp_path_factory.mktemp("clean")
    write_sample(clean, nights=DELIVERED, scale=SCALE)
    data = tmp_path_factory.mktemp("data")
    (data / "landing").mkdir()
    chaos = Chaos(clean / "landing", data / "landing")
    company = Company(data)
    told = Story(company, chaos)
    for number, night in enumerate(chaos.nights[:NIGHTS]):
        told.odd += chaos.deliver(number)
        company.load()
        is_whole = number % ALL_EVERY == ALL_EVERY - 1
        schemas = ("history", "core", "marts") if is_whole else ("history",)
        # DuckDB works outside of Python's lock, so that both builds take a core each.
        with ThreadPoolExecutor(max_workers=1) as beside:
            building = beside.submit(company.from_raw, night, up_to_history=not is_whole)
            one = company.continue_night(night, up_to_history=not is_whole)
            other = building.result()
        told.nights.append(night)
        told.plans.append(company.plan.line if company.plan else "")
        told.different[night] = differences(one, other, schemas)
        if told.different[night]:
            break
        if number + 1 == REMEMBERED:
            told.remembered = other
            told.remembered_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    told.kept = company.kept_tables()
    return told


def test_every_night_equals_a_build_from_raw(story: Story) -> None:
    wrong = {night: tables for night, tables in story.different.items() if tables}
    assert not wrong, "\n".join(f"{n}: {line}" for n, lines in wrong.items() for line in lines)
    assert len(story.nights) == NIGHTS


def test_the_nights_were_continued_and_met_everything_odd(story: Story) -> None:
    assert sum("continues the build" in plan for plan in story.plans) == NIGHTS - 1
    assert any("feeds from their first load" in plan for plan in story.plans)
    kinds = {line.split(":")[0] for line in story.odd}
    assert kinds >= {
        "late",
        "missing",
        "never delivered",
        "duplicated container",
        "cut off to half of its rows",
        "truncated container",
        "delivered again as it was meant",
    }
    assert any(kind.startswith("correction of") for kind in kinds)


def test_a_kept_build_holds_history_and_nothing_else(
    story: Story,
) -> None:
    assert story.kept >= {"int_leads_seen", "hist_leads", "int_rep_territories_versioned"}
    assert story.kept.isdisjoint({"int_exports_trusted", "int_leads_resolved", "fct_leads"})


def test_the_thirtieth_night_is_built_again_after_the_ninetieth(story: Story) -> None:
    for number in range(NIGHTS, DELIVERED):
        story.chaos.deliver(number)
    story.company.load()
    again = story.company.from_raw(story.nights[REMEMBERED - 1], known_at=story.remembered_at)
    assert story.remembered
    assert differences(story.remembered, again) == []
