"""The walk of one opportunity from its creation to won, lost or the end of the sample."""

import math
from datetime import timedelta
from random import Random

from ingest.sample.clock import (
    DAY,
    Span,
    at,
    days_to_lebaran,
    local_date,
    logistic,
    lognormal,
    month_start,
    working_instant,
)
from ingest.sample.company import Company
from ingest.sample.ids import IdSequence
from ingest.sample.opportunities import LOST, WON, Opportunity, State
from ingest.sample.pricing import Pen, estimate, price, renegotiate

_DWELL_DAYS = (9.0, 11.0, 13.0, 14.0, 9.0)
_LOST_LOG_ODDS = (-1.25, -1.45, -1.60, -1.55, -1.75)


def walk(
    rng: Random, company: Company, span: Span, opportunity: Opportunity, line_ids: IdSequence
) -> None:
    """Fill `states` and `lines`."""
    _begin(rng, opportunity)
    pen = Pen(opportunity, span.end)
    zombie = rng.random() < 0.05
    reopened = False
    while pen.last.instant < span.end:
        stage = pen.last.stage
        days = lognormal(rng, _DWELL_DAYS[stage], 0.65) * opportunity.owner.first.pace
        days *= (opportunity.volume / 42e6) ** 0.12 * (7.0 if zombie else 1.0)
        if -10 <= days_to_lebaran(local_date(pen.last.instant)) <= 12:
            days += 8
        leave = working_instant(rng, pen.last.instant + int(days * DAY) + 900)
        _edit(rng, pen, leave)
        if leave >= span.end:
            break
        target = _next_stage(rng, opportunity, stage, leave)
        if target in (WON, LOST):
            again = not reopened and rng.random() < (0.06 if target == LOST else 0.02)
            _close(
                rng, company, pen, leave, target, line_ids, zeroed=not again and rng.random() < 0.12
            )
            if not again:
                break
            reopened = True
            _reopen(rng, pen)
            if not pen.last.is_open:
                break
        else:
            if target >= 2:
                price(rng, company, pen, leave, line_ids)
            pen.write(leave, stage=target)


def _begin(rng: Random, opportunity: Opportunity) -> None:
    stage = 1 if opportunity.lead and rng.random() < 0.3 else 0
    amount = None if rng.random() < 0.06 else estimate(rng, opportunity)
    close_date = local_date(opportunity.created) + timedelta(days=rng.randrange(35, 100))
    opportunity.states.append(State(opportunity.created, stage, amount, close_date))


def _edit(rng: Random, pen: Pen, leave: int) -> None:
    """Changes while the deal stays in its stage: pushed close dates, negotiated amounts."""
    while pen.last.close_date < local_date(min(leave, pen.end)):
        due = working_instant(rng, at(pen.last.close_date + timedelta(days=rng.randrange(5)), 9))
        due = max(due, pen.last.instant + 3_600)
        if due >= leave - 300 or rng.random() < 0.25:
            break
        later = local_date(due) + timedelta(days=rng.randrange(10, 55))
        pen.write(due, close_date=later)
    if rng.random() < 0.22 and leave - pen.last.instant > 2 * DAY:
        instant = working_instant(rng, rng.randrange(pen.last.instant + 3_600, leave - DAY))
        if instant < leave - 600:
            renegotiate(rng, pen, instant)


def _next_stage(rng: Random, opportunity: Opportunity, stage: int, leave: int) -> int:
    days = days_to_lebaran(local_date(leave))
    season = 0.35 if 5 <= days <= 35 else (-0.45 if -25 <= days < 5 else 0.0)
    if rng.random() < logistic(_LOST_LOG_ODDS[stage] - 0.9 * (opportunity.favour + season)):
        return LOST
    draw = rng.random()
    if draw < 0.05 and stage > 0:
        return stage - 1
    if draw < 0.13:
        return stage + 2 if stage < 3 else WON
    return stage + 1


def _close(
    rng: Random,
    company: Company,
    pen: Pen,
    leave: int,
    target: int,
    line_ids: IdSequence,
    zeroed: bool,
) -> None:
    """Close on its close date; if that was in another month, it is corrected before.

    Some deals are closed in the CRM some days late, with the date on which it happened.
    """
    if target == WON:
        price(rng, company, pen, leave, line_ids)
    if pen.last.amount is None:
        pen.write(leave - 700, amount=estimate(rng, pen.opportunity))
    leave = max(leave, pen.last.instant + 120)
    day = local_date(leave)
    if month_start(pen.last.close_date) != month_start(day):
        pen.write(leave - rng.randrange(120, 600), close_date=day)
    leave = max(leave, pen.last.instant + 60)
    if rng.random() < 0.05 and day.day > 4:
        day = max(day - timedelta(days=rng.randrange(1, 4)), local_date(pen.last.instant))
    is_zeroed = zeroed and target == LOST and not pen.opportunity.lines
    pen.write(leave, stage=target, amount=0 if is_zeroed else None, close_date=day)
    if target == WON and rng.random() < 0.02:
        renegotiate(rng, pen, working_instant(rng, leave + rng.randrange(1, 5) * DAY))


def _reopen(rng: Random, pen: Pen) -> None:
    """A closed deal comes back: first the stage with the old close date, then a new close date."""
    instant = working_instant(rng, pen.last.instant + rng.randrange(4, 45) * DAY)
    if instant >= pen.end - DAY:
        return
    pen.write(instant, stage=rng.choice((2, 3, 3)))
    later = local_date(instant) + timedelta(days=rng.randrange(15, 45))
    pen.write(instant + rng.randrange(120, 1_800), close_date=later)
    pen.opportunity.favour += math.log(1.5)
