"""Opportunities as a sequence of states; who fills it is `walk`."""

from dataclasses import dataclass, field
from datetime import date

from ingest.sample.accounts import Account
from ingest.sample.clock import (
    Steps,
)
from ingest.sample.company import Campaign, Product, User
from ingest.sample.leads import Lead

STAGES = (
    "Prospek",
    "Prospek Kualifikasi",
    "Presentasi",
    "Penawaran",
    "Penutupan",
    "Closed Won",
    "Closed Lost",
)
WON, LOST = 5, 6


@dataclass(frozen=True, slots=True)
class State:
    """What a change left behind: place in STAGES, amount in hundredths, expected close date."""

    instant: int
    stage: int
    amount: int | None
    close_date: date

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.stage < WON


@dataclass(eq=False)
class Line:
    """A product line; `versions` are (instant, quantity, unit price in hundredths)."""

    line_id: str
    product: Product
    list_price: int
    versions: list[tuple[int, int, int]]


@dataclass(eq=False)
class Opportunity:
    """An opportunity on the time line; `states` holds every change in order, creation first."""

    opportunity_id: str
    name: str
    account: Account
    owner: Steps[User]
    created: int
    kind: str
    source: str
    currency: str
    campaign: Campaign | None
    lead: Lead | None
    favour: float
    volume: float
    states: list[State] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    deleted: int | None = None

    @property
    def last(self) -> State:
        """The current state."""
        return self.states[-1]

    def lines_total(self, instant: int) -> int:
        """Sum of the lines at an instant, in hundredths."""
        total = 0
        for line in self.lines:
            known = [v for v in line.versions if v[0] <= instant]
            if known:
                total += known[-1][1] * known[-1][2]
        return total
