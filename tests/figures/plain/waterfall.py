"""How the open pipeline came from one month's end to the next.

Two end points per deal, and the one way between them: the table of `pipeline_waterfall` in
docs/metrics.md, line by line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.figures.plain.deals import LOST, WON, Deal
from tests.figures.plain.places import Places
from tests.figures.plain.read import month_end, month_of, months

BUCKETS = (
    *("opening", "new", "moved_in", "reopened", "increased", "decreased", "moved_out"),
    *("won", "lost", "removed", "transferred_in", "transferred_out", "fx", "closing"),
)
Move = tuple[str, Decimal | None]
Window = tuple[str, date, date]
Key = tuple[str, date, str, str, str]  # window, month, level, member, bucket


@dataclass(frozen=True)
class End:
    """A deal on the evening at one end of the month."""

    what: str  # open, won, lost, deleted
    amount: Decimal | None
    close_date: date | None
    holders: dict[str, str]

    def is_in(self, window: Window) -> bool:
        """Open, and expected to close within the window; all takes those without a date too."""
        kind, first, last = window
        if self.what != "open":
            return False
        return kind == "all" or (self.close_date is not None and first <= self.close_date <= last)


def waterfall(deals: list[Deal], places: Places) -> dict[Key, list[Decimal | None]]:
    """The amounts in every bucket; every window, month and member has all buckets."""
    found: dict[Key, list[Decimal | None]] = {}
    today = places.nights[-1]
    for deal in deals:
        for month in months(deal.changes[0].day, today):
            before = end_point(deal, places, month - timedelta(days=1))
            after = end_point(deal, places, min(month_end(month), today))
            if after is None:
                continue
            for window in windows(month):
                for level, member, bucket, amount in moves_by_holder(before, after, window):
                    for name in BUCKETS:
                        found.setdefault((window[0], month, level, member, name), [])
                    found[window[0], month, level, member, bucket].append(amount)
    return found


def windows(month: date) -> list[Window]:
    """The month itself, its quarter, and all time."""
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    return [
        ("month", month, month_end(month)),
        ("quarter", quarter, month_end(month_of(quarter + timedelta(days=80)))),
        ("all", date.min, date.max),
    ]


def end_point(deal: Deal, places: Places, day: date) -> End | None:
    """The deal on the evening of the day; None before it was there."""
    state = deal.state(day)
    if state is None:
        return None
    what = {WON: "won", LOST: "lost"}.get(state.stage, "open")
    owner = deal.owner(day)
    holders = {
        "company": "company",
        "rep": owner,
        "team": places.team(owner, day),
        "territory": places.territory(deal, day),
    }
    amount = deal.rupiah(state.amount)
    return End("deleted" if deal.was_deleted(day) else what, amount, state.close_date, holders)


def moves_by_holder(
    before: End | None, after: End, window: Window
) -> Iterator[tuple[str, str, str, Decimal | None]]:
    """Level, member, bucket and amount of every move.

    What was there at the start belongs to the holder of then, all else to the holder at the end;
    where these differ, the deal first goes from the one to the other.
    """
    for bucket, amount in moves(before, after, window):
        for level, member in after.holders.items():
            if bucket != "opening" or before is None:
                yield level, member, bucket, amount
                continue
            yield level, before.holders[level], bucket, amount
            if before.holders[level] != member:
                yield level, before.holders[level], "transferred_out", negative(amount)
                yield level, member, "transferred_in", amount


def moves(before: End | None, after: End, window: Window) -> list[Move]:
    """The table of docs/metrics.md, first what was in at the start, then what was not."""
    if before is not None and before.is_in(window):
        opening: Move = ("opening", before.amount)
        if after.what == "deleted":
            return [opening, ("removed", negative(before.amount))]
        if after.what == "lost":
            return [opening, ("lost", negative(before.amount))]
        if after.what == "won":
            return [opening, *difference(before, after), ("won", negative(after.amount))]
        if after.is_in(window):
            return [opening, *difference(before, after), ("closing", after.amount)]
        return [opening, ("moved_out", negative(before.amount))]

    if before is None:
        entry = "new"
    elif before.what == "open":
        entry = "moved_in"
    else:
        entry = "reopened"
    if after.is_in(window):
        return [(entry, after.amount), ("closing", after.amount)]
    closed = after.what in ("won", "lost")
    if closed and (before is None or before.what not in (after.what, "deleted")):
        return [(entry, after.amount), (after.what, negative(after.amount))]
    return []


def difference(before: End, after: End) -> list[Move]:
    """What the deal gained or lost in value; an unknown amount adds nothing."""
    change = (after.amount or Decimal(0)) - (before.amount or Decimal(0))
    if change == 0:
        return []
    return [("increased" if change > 0 else "decreased", change)]


def negative(amount: Decimal | None) -> Decimal | None:
    """The same amount, going out."""
    return None if amount is None else -amount
