"""A night continued from the last build equals one built from raw, after each of twelve nights of
late, missing, repeated, broken and corrected deliveries.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from tests.e2e.builds import Builder, differences
from tests.e2e.chaos import Chaos
from tests.e2e.nights import load_only, write_sample

pytestmark = pytest.mark.e2e

NIGHTS, SCALE = 12, 0.03
# Marts are built whole from core in both ways: that equal core gives equal marts is looked at now
# and then, which saves a third of the minutes.
MARTS_EVERY = 6


@dataclass
class Story:
    """What happened over the nights, for the tests below to look at."""

    data: Path
    nights: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    builder: Builder | None = None


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    clean = tmp_path_factory.mktemp("clean")
    write_sample(clean, nights=NIGHTS, scale=SCALE)
    data = tmp_path_factory.mktemp("data")
    (data / "landing").mkdir()
    chaos = Chaos(clean / "landing", data / "landing")
    told = Story(data)
    load_only(data)
    continued, whole = Builder(data, "continued"), Builder(data, "whole")
    for number, night in enumerate(chaos.nights):
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


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_change_nothing(story: Story, threads: int) -> None:
    assert story.builder
    last = date.fromisoformat(story.nights[-1])
    many = Builder(story.data, f"threads_{threads}").from_raw(last, threads=threads).finish()
    assert differences(story.builder.workspace.build_file, many) == []
