"""A night continued from the last build equals one built from raw, after each of sixty nights of
late, missing, repeated, broken and corrected deliveries; and what was known on the thirtieth night
is built again after the ninetieth.
"""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.e2e.builds import Builder, differences
from tests.e2e.chaos import Chaos
from tests.e2e.nights import load_only, write_sample

pytestmark = pytest.mark.e2e

DELIVERED, NIGHTS, REMEMBERED, SCALE = 90, 60, 30, 0.03
# Marts are built whole from core in both ways: that equal core gives equal marts is looked at now
# and then, which saves a third of the minutes.
MARTS_EVERY = 6


@dataclass
class Story:
    """What happened over the nights, for the tests below to look at."""

    data: Path
    chaos: Chaos
    nights: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    builder: Builder | None = None
    remembered: Path = Path()
    remembered_at: str = ""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    clean = tmp_path_factory.mktemp("clean")
    write_sample(clean, nights=DELIVERED, scale=SCALE)
    data = tmp_path_factory.mktemp("data")
    (data / "landing").mkdir()
    chaos = Chaos(clean / "landing", data / "landing")
    told = Story(data, chaos)
    load_only(data)
    continued, whole = Builder(data, "continued"), Builder(data, "whole")
    for number, night in enumerate(chaos.nights[:NIGHTS]):
        told.odd += chaos.deliver(number)
        load_only(data)
        marts = number % MARTS_EVERY == MARTS_EVERY - 1
        building = continued.continue_night(date.fromisoformat(night), marts=marts)
        anew = whole.from_raw(date.fromisoformat(night), marts=marts)
        one, other = building.finish(), anew.finish()
        told.nights.append(night)
        told.plans.append(building.plan.line if building.plan else "")
        schemas = ("history", "core", "marts") if marts else ("history", "core")
        told.different[night] = differences(one, other, schemas)
        if told.different[night]:
            break
        if number + 1 == REMEMBERED:
            told.remembered = Path(shutil.copy(other, data / "remembered.duckdb"))
            told.remembered_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    told.builder = whole
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


def test_a_kept_build_holds_what_the_next_night_reads_and_nothing_it_makes_anew(
    story: Story,
) -> None:
    with duckdb.connect(str(story.data / "base" / "build.duckdb"), read_only=True) as connection:
        query = "select view_name from duckdb_views() where not internal"
        assert connection.execute(query).fetchall() == []
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    names = {name for (name,) in tables}
    assert names >= {"int_leads_seen", "hist_leads", "fct_leads", "int_parties_changed"}
    assert names.isdisjoint({"int_leads_changed", "int_opportunities_resolved"})


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_change_nothing(story: Story, threads: int) -> None:
    assert story.builder
    last = date.fromisoformat(story.nights[-1])
    many = Builder(story.data, f"threads_{threads}").from_raw(last, threads=threads).finish()
    assert differences(story.builder.workspace.build_file, many) == []


def test_the_thirtieth_night_is_built_again_after_the_ninetieth(story: Story) -> None:
    for number in range(NIGHTS, DELIVERED):
        story.chaos.deliver(number)
    load_only(story.data)
    night = date.fromisoformat(story.nights[REMEMBERED - 1])
    builder = Builder(story.data, "again")
    again = builder.from_raw(night, as_known_at=story.remembered_at).finish()
    assert differences(story.remembered, again, ("core", "marts")) == []
