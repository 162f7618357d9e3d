"""Stage conversion: of the deals that first entered a stage in a month, how many went further."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.figures.plain.deals import LOST, OPEN_STAGES, WON, Deal
from tests.figures.plain.read import month_of

HORIZONS = (30, 60, 90, 180)


@dataclass
class Cohort:
    """The deals that first entered a stage in a month."""

    entered_count: int = 0
    advanced_count: int = 0
    won_count: int = 0
    lost_count: int = 0
    is_matured: bool = True


def cohorts(deals: list[Deal]) -> dict[tuple[date, str, int], Cohort]:
    """Cohorts by month, stage and horizon in days."""
    found: dict[tuple[date, str, int], Cohort] = {}
    for deal in deals:
        if deal.is_deleted:
            continue
        for stage, entered, later in first_entries(deal):
            for horizon in HORIZONS:
                cohort = found.setdefault((month_of(entered), stage, horizon), Cohort())
                reached = {name for name, day in later if (day - entered).days <= horizon}
                further = set(OPEN_STAGES[OPEN_STAGES.index(stage) + 1 :])
                cohort.entered_count += 1
                cohort.advanced_count += bool(reached & {*further, WON})
                cohort.won_count += WON in reached
                cohort.lost_count += LOST in reached
                if (deal.as_of - entered).days < horizon:
                    cohort.is_matured = False
    return found


def first_entries(deal: Deal) -> Iterator[tuple[str, date, list[tuple[str, date]]]]:
    """Every open stage the deal ever entered, the day it first did, and what it entered later."""
    entries: list[tuple[str, date]] = []
    for change in deal.changes:
        if not entries or entries[-1][0] != change.stage:
            entries.append((change.stage, change.day))
    seen = set()
    for place, (stage, day) in enumerate(entries):
        if stage in OPEN_STAGES and stage not in seen:
            yield stage, day, entries[place + 1 :]
        seen.add(stage)
