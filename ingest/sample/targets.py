"""Targets: what every rep should win each month, teams and company as sums, revised at mid-year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.sample.clock import days_to_lebaran, local_date, month_start, months_between
from ingest.sample.company import Company, User
from ingest.sample.fx import round_to
from ingest.sample.world import World

AMOUNT, COUNT = "won_amount", "won_count"
_PER_REP = 82_000_000
_PER_DEAL = 62_000_000


@dataclass(frozen=True)
class Target:
    """A row of the sheet; `amount` in rupiah, or a number of deals for COUNT."""

    target_id: str
    owner_kind: str
    owner_id: str
    month: date
    measure: str
    amount: int


def sheet_days(world: World) -> list[date]:
    """The nights that deliver planning sheets: the first, and those on which a target changes."""
    nights = world.span.nights
    changes = {local_date(rep.hired) for rep in world.company.reps}
    changes |= {local_date(rep.left) for rep in world.company.reps if rep.left is not None}
    changes.add(_revision(world))
    return [night for night in nights if night == nights[0] or night in changes]


def targets_on(world: World, day: date) -> list[Target]:
    """The sheet of a day: reps known by then, from the month after hiring to the end of the year.

    Whoever has left keeps the rows of later months with an amount of 0.
    """
    last = date(world.span.nights[-1].year, 12, 1)
    revision = _revision(world)
    found: list[Target] = []
    sums: dict[tuple[str, str, date, str], int] = defaultdict(int)
    for number, rep in enumerate(world.company.reps, start=1):
        hired = local_date(rep.hired)
        if hired > day:
            continue
        first = max(world.span.first_day, month_start(hired + timedelta(days=31)))
        for month in months_between(first, last):
            amount = _amount(world, rep, month, day >= revision)
            if (
                rep.left is not None
                and local_date(rep.left) <= day
                and month > local_date(rep.left)
            ):
                amount = 0
            deals = -(-amount // _PER_DEAL)
            for measure, value in ((AMOUNT, amount), (COUNT, deals)):
                code = f"R{number:04d}-{month:%Y%m}-{measure[4]}"
                found.append(Target(code, "rep", rep.user_id, month, measure, value))
                sums["team", rep.role.first.role_id, month, measure] += value
                sums["company", "company", month, measure] += value
    teams = {team.role_id: n for n, (team, _, _) in enumerate(world.company.teams, start=1)}
    for (kind, owner_id, month, measure), value in sums.items():
        code = f"T{teams[owner_id]:03d}" if kind == "team" else "COMPANY"
        found.append(
            Target(f"{code}-{month:%Y%m}-{measure[4]}", kind, owner_id, month, measure, value)
        )
    return found


def _revision(world: World) -> date:
    """The first of the last exported month, when the second half of the year is planned anew."""
    return month_start(world.span.nights[-1])


def _amount(world: World, rep: User, month: date, is_revised: bool) -> int:
    """Grows one per cent a month, dips in the month of Lebaran, and fits the rep's market."""
    share = Random(f"{world.seed}/target/{rep.user_id}").uniform(0.7, 1.3)
    age = (month - world.span.first_day).days / 30.4
    dip = 0.7 if abs(days_to_lebaran(month + timedelta(days=14))) < 20 else 1.0
    amount = _PER_REP * share * _market(world.company, rep) * 1.01**age * dip
    if is_revised and month >= _revision(world) + timedelta(days=28):
        amount *= 0.95
    return round_to(amount, 1_000_000)


def _market(company: Company, rep: User) -> float:
    """The weight of the rep's areas against the average."""
    areas = [territory.area for territory in rep.territories.first if territory.area]
    average = sum(t.area.weight for t in company.areas if t.area) / len(company.areas)
    return (sum(area.weight for area in areas) / max(1, len(areas)) / average) ** 0.5
