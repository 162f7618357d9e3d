"""Figures of reps by month: deals won and lost, rates, cycles, targets."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

from tests.figures.plain.deals import Deal
from tests.figures.plain.history import History
from tests.figures.plain.read import (
    cents,
    known_sum,
    latest_sheet,
    month_end,
    month_of,
    months,
    share,
)


@dataclass
class RepMonth:
    """What a rep is credited with in a month: one entry per deal."""

    won_amounts: list[Decimal | None] = field(default_factory=list)
    lost_amounts: list[Decimal | None] = field(default_factory=list)
    open_amounts: list[Decimal | None] = field(default_factory=list)
    cycles: list[int] = field(default_factory=list)
    target_amount: Decimal | None = None

    @property
    def closed_count(self) -> int:
        """Deals won and lost."""
        return len(self.won_amounts) + len(self.lost_amounts)

    @property
    def win_rate(self) -> float | None:
        """Won of closed; none where nothing closed."""
        return share(len(self.won_amounts), self.closed_count)

    @property
    def avg_won_amount(self) -> Decimal | None:
        """Mean over the won deals whose amount is known."""
        known = [value for value in self.won_amounts if value is not None]
        return cents(sum(known, Decimal(0)) / len(known)) if known else None

    @property
    def median_cycle_days(self) -> float | None:
        """Median days from creation to win over the won deals that have a cycle."""
        return float(median(self.cycles)) if self.cycles else None

    @property
    def attainment_rate(self) -> float | None:
        """Won of the target; none without a target."""
        return share(known_sum(self.won_amounts), self.target_amount)


RepMonths = dict[tuple[str, date], RepMonth]


def rep_months(landing: Path, deals: list[Deal]) -> RepMonths:
    """Every rep and month with a closed deal, an open deal or a target, and today's month."""
    users = History(landing, "User")
    today = users.nights[-1]
    found: RepMonths = {}
    for user_id in users.rows:
        found[user_id, month_of(today)] = RepMonth()
    for deal in deals:
        _add_closed(found, deal)
        _add_open(found, deal, today)
    for row in latest_sheet(landing, "targets"):
        month = date.fromisoformat(row["month_start_date"])
        if row["owner_kind"] == "rep" and row["measure"] == "won_amount" and month <= today:
            line = found.setdefault((row["owner_id"], month), RepMonth())
            line.target_amount = (line.target_amount or 0) + Decimal(row["target_amount"])
    return found


def _add_closed(found: RepMonths, deal: Deal) -> None:
    """A closed deal counts for its owner of the closing day, in the month of that day."""
    if deal.closing is None or deal.is_deleted:
        return
    day = deal.closing.day
    line = found.setdefault((deal.owner(day), month_of(day)), RepMonth())
    if deal.is_lost:
        line.lost_amounts.append(deal.last_open_amount())
        return
    line.won_amounts.append(deal.rupiah(deal.changes[-1].amount))
    cycle = deal.cycle_days()
    if cycle is not None:
        line.cycles.append(cycle)


def _add_open(found: RepMonths, deal: Deal, today: date) -> None:
    """An open deal counts for its owner of the evening, at every month's end and today."""
    for month in months(deal.created_day, today):
        evening = min(month_end(month), today)
        state = deal.state(evening)
        if state and state.is_open and not deal.was_deleted(evening):
            line = found.setdefault((deal.owner(evening), month), RepMonth())
            line.open_amounts.append(deal.rupiah(state.amount))
