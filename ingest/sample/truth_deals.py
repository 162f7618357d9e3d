"""Truth about opportunities: closed by rep, team and territory, open by stage, and one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ingest.sample.clock import Span, local_date, month_start
from ingest.sample.opportunities import STAGES, Opportunity
from ingest.sample.outcomes import Outcome, outcome_of, visits_of
from ingest.sample.rows import money
from ingest.sample.world import World

Table = tuple[str, Iterable[tuple[Any, ...]]]


Deals = list[tuple[Opportunity, Outcome]]


class _Sums:
    """Counts and amounts of won and lost deals by key."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Any, ...], list[Any]] = defaultdict(
            lambda: [0, Decimal(0), 0, Decimal(0)]
        )

    def add(self, key: tuple[Any, ...], outcome: Outcome) -> None:
        """Count one closed deal."""
        sums = self._sums[key]
        place = 0 if outcome.is_won else 2
        sums[place] += 1
        sums[place + 1] += outcome.amount or 0

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Key and sums, in order of the key."""
        for key in sorted(self._sums):
            yield (*key, *self._sums[key])


_MEASURES = "won_count,won_amount,lost_count,lost_amount"


def by_rep(deals: Deals) -> Table:
    """Closed deals by the owner on the evening of the close date."""
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            sums.add((deal.owner.on(outcome.closed).user_id, month_start(outcome.closed)), outcome)
    return f"rep_id,month_start_date,{_MEASURES}", sums.rows()


def by_team(deals: Deals) -> Table:
    """Closed deals by the team that the owner was in on the evening of the close date."""
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            team = deal.owner.on(outcome.closed).role.on(outcome.closed)
            sums.add((team.role_id, team.name, month_start(outcome.closed)), outcome)
    return f"team_id,team_name,month_start_date,{_MEASURES}", sums.rows()


def by_territory(deals: Deals) -> Table:
    """Closed deals by the territory of the account on the evening of the close date."""
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            territory = deal.account.standing().territory.on(outcome.closed)
            sums.add((territory.territory_id, territory.name, month_start(outcome.closed)), outcome)
    return f"territory_id,territory_name,month_start_date,{_MEASURES}", sums.rows()


def open_by_stage(deals: Deals, span: Span) -> Table:
    """Open deals by stage, in rupiah at the rate of the last night."""
    counts = [0] * len(STAGES)
    amounts = [Decimal(0)] * len(STAGES)
    for deal, outcome in deals:
        if deal.last.is_open:
            counts[deal.last.stage] += 1
            amounts[deal.last.stage] += outcome.amount_on(span.nights[-1]) or 0
    rows = [(STAGES[n], counts[n], amounts[n]) for n in range(len(STAGES)) if counts[n]]
    return "stage_name,open_count,open_amount", rows


def stage_visits(deals: Deals) -> Table:
    """Every stay in a stage of every deal that is not deleted."""
    rows = [
        (deal.opportunity_id, number, STAGES[visit.stage], visit.entered, visit.exited)
        for deal, _ in deals
        for number, visit in enumerate(visits_of(deal), start=1)
    ]
    return "opportunity_id,visit_number,stage_name,entered_date,exited_date", rows


def opportunities(world: World) -> Table:
    """One row per opportunity ever exported, deleted ones too."""
    header = (
        "opportunity_id,owner_id,account_id,stage_name,amount_trx,currency_code,amount,created_date,"
        "closed_date,won_date,lost_date,cycle_days,push_count,push_days,reopen_count,is_deleted"
    )
    rows = []
    for deal in world.opportunities:
        outcome = outcome_of(deal)
        closed = outcome.closed
        created = local_date(deal.created)
        rows.append(
            (
                deal.opportunity_id,
                deal.owner.last.user_id,
                deal.account.standing().account_id,
                STAGES[deal.last.stage],
                money(deal.last.amount),
                deal.currency,
                outcome.current_amount(closed or world.span.nights[-1]),
                created,
                closed,
                closed if outcome.is_won else None,
                closed if closed and not outcome.is_won else None,
                (closed - created).days if closed else None,
                outcome.push_count,
                outcome.push_days,
                outcome.reopen_count,
                "true" if deal.deleted is not None else "false",
            )
        )
    return header, rows
