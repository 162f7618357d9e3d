"""Quotes for opportunities that have reached the offer, and why the lost ones were lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from ingest.sample.clock import DAY, Span, working_instant
from ingest.sample.ids import IdSequence
from ingest.sample.opportunities import LOST, STAGES, WON, Opportunity, State

_OFFER = STAGES.index("Penawaran")
_REASONS = ("Harga", "Kalah dari pesaing", "Anggaran dibatalkan", "Tidak ada keputusan", "")
_OUTCOME = {WON: "Accepted", LOST: "Denied"}


@dataclass(frozen=True)
class Quote:
    """A version of an offer; `statuses` are (instant, status), the first of them its creation."""

    quote_id: str
    number: int
    version: int
    opportunity: Opportunity
    amount: int
    statuses: list[tuple[int, str]]


def build_quotes(rng: Random, opportunities: list[Opportunity], span: Span) -> list[Quote]:
    """One quote for most entries into the offer, in order of creation; some are made again."""
    found = []
    for opportunity in opportunities:
        version = 0
        for state, following, ending in _offers(opportunity):
            starts = [state.instant]
            if following - state.instant > 8 * DAY and rng.random() < 0.3:
                starts.append(working_instant(rng, (state.instant + following) // 2))
            for start, until in zip(starts, [*starts[1:], following], strict=True):
                amount = opportunity.lines_total(start) or state.amount
                if amount is None or start >= min(until, span.end):
                    continue
                version += 1
                last = until == following
                found.append((start, opportunity, version, amount, until, ending if last else None))
    found.sort(key=lambda item: (item[0], item[1].opportunity_id))
    ids = IdSequence("Quote")
    return [
        Quote(
            ids.take(),
            number,
            version,
            opportunity,
            amount,
            list(_statuses(rng, start, until, ending)),
        )
        for number, (start, opportunity, version, amount, until, ending) in enumerate(found, 1)
    ]


def loss_reasons(rng: Random, opportunities: list[Opportunity]) -> dict[str, str]:
    """What the rep writes down when an opportunity is lost; empty for one in six."""
    return {
        opportunity.opportunity_id: rng.choices(_REASONS, (30, 25, 12, 16, 17))[0]
        for opportunity in opportunities
    }


def _offers(opportunity: Opportunity) -> Iterator[tuple[State, int, State | None]]:
    """Each entry into the offer, the instant until which it is open, and the state that ends it."""
    states = opportunity.states
    stage = -1
    for number, state in enumerate(states):
        if state.stage == _OFFER != stage:
            ending = next((later for later in states[number:] if not later.is_open), None)
            until = ending.instant if ending else (opportunity.deleted or state.instant + 60 * DAY)
            yield state, until, ending
        stage = state.stage


def _statuses(
    rng: Random, start: int, until: int, ending: State | None
) -> Iterator[tuple[int, str]]:
    yield start, "Draft"
    sent = working_instant(rng, start + rng.randrange(2 * DAY))
    if sent < until:
        yield sent, "Presented"
    if ending is not None:
        yield until, _OUTCOME[ending.stage]
