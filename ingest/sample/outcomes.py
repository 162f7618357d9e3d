"""What became of an opportunity, by the definitions that the warehouse uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ingest.sample.clock import local_date, month_start
from ingest.sample.fx import to_rupiah
from ingest.sample.opportunities import WON, Opportunity, State


@dataclass(frozen=True)
class Visit:
    """A contiguous stay in a stage, in business days; `exited` is None for the current one."""

    stage: int
    entered: date
    exited: date | None


@dataclass(frozen=True)
class Outcome:
    """How a deal stands; `closed` is the day on which it closed, as its record tells it."""

    opportunity: Opportunity
    closed: date | None
    is_won: bool
    counted: int | None
    push_count: int
    push_days: int
    reopen_count: int

    @property
    def amount(self) -> Decimal | None:
        """Rupiah at the close date: a won deal's amount, a lost one's last open amount."""
        return None if self.closed is None else self.amount_on(self.closed)

    def amount_on(self, day: date) -> Decimal | None:
        """The counted amount in rupiah at the rate of a day."""
        if self.counted is None:
            return None
        return to_rupiah(self.counted, self.opportunity.currency, day)

    def current_amount(self, day: date) -> Decimal | None:
        """The amount as it stands in the CRM, in rupiah at the rate of a day."""
        amount = self.opportunity.last.amount
        return None if amount is None else to_rupiah(amount, self.opportunity.currency, day)


def outcome_of(opportunity: Opportunity) -> Outcome:
    """Read the outcome off the states: the current one decides, earlier ones were reopened."""
    states = opportunity.states
    closing: State | None = None
    last_open: State | None = None
    pushes = days = reopened = 0
    for before, state in zip([states[0], *states], states, strict=False):
        if state.is_open:
            reopened += not before.is_open
            closing, last_open = None, state
        elif closing is None:
            closing = state
        if month_start(state.close_date) > month_start(before.close_date):
            pushes += 1
            days += (state.close_date - before.close_date).days
    is_won = states[-1].stage == WON
    is_lost = closing is not None and not is_won
    counted = last_open.amount if is_lost and last_open else states[-1].amount
    # Who closes a deal late says when it was: the record's own date counts.
    closed = states[-1].close_date if closing else None
    return Outcome(opportunity, closed, is_won, counted, pushes, days, reopened)


def visits_of(opportunity: Opportunity) -> Iterator[Visit]:
    """The stays in stages, in order; changes of amount or close date do not end a stay.

    A closed deal left its last open stage on the day it closed, however late that was written.
    """
    closed = outcome_of(opportunity).closed
    starts = [
        state
        for before, state in zip([None, *opportunity.states], opportunity.states, strict=False)
        if before is None or before.stage != state.stage
    ]
    days = [local_date(state.instant) for state in starts]
    if closed:
        days[-1] = closed
    for state, entered, exited in zip(starts, days, [*days[1:], None], strict=True):
        yield Visit(state.stage, entered, exited)
