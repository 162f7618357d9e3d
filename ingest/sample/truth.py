"""What really happened, counted on the time line itself and never read back from the exports.

The files and their definitions are listed in README.md beside this module.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.sample.clock import Span, local_date, month_start
from ingest.sample.export_salesforce import Written
from ingest.sample.opportunities import STAGES, Opportunity
from ingest.sample.outcomes import Outcome, outcome_of, visits_of
from ingest.sample.rows import money, stamp, text
from ingest.sample.targets import AMOUNT, sheet_days, targets_on
from ingest.sample.world import World

Table = tuple[str, Iterable[tuple[Any, ...]]]


def write_truth(folder: Path, world: World, loads: list[Written]) -> None:
    """Write one small CSV per table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    deals = [(o, outcome_of(o)) for o in world.opportunities if o.deleted is None]
    for name, (header, rows) in {
        "won_by_rep_month": _by_rep(deals),
        "won_by_team_month": _by_team(deals),
        "won_by_territory_month": _by_territory(deals),
        "open_by_stage": _open_by_stage(deals, world.span),
        "stage_visits": _stage_visits(deals),
        "opportunities": _opportunities(world),
        "leads": _leads(world),
        "leads_by_source_month": _leads_by_source(world),
        "targets_by_rep_month": _targets(world),
        "cases_by_territory_month": _cases(world),
        "loads": _loads(loads),
    }.items():
        lines = [header, *(",".join(map(_field, row)) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _field(value: Any) -> str:
    shown = f"{value:.2f}" if isinstance(value, Decimal) else text(value)
    return f'"{shown}"' if "," in shown else shown


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


def _by_rep(deals: Deals) -> Table:
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            sums.add((deal.owner.on(outcome.closed).user_id, month_start(outcome.closed)), outcome)
    return f"rep_id,month_start_date,{_MEASURES}", sums.rows()


def _by_team(deals: Deals) -> Table:
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            team = deal.owner.on(outcome.closed).role.on(outcome.closed)
            sums.add((team.role_id, team.name, month_start(outcome.closed)), outcome)
    return f"team_id,team_name,month_start_date,{_MEASURES}", sums.rows()


def _by_territory(deals: Deals) -> Table:
    sums = _Sums()
    for deal, outcome in deals:
        if outcome.closed is not None:
            territory = deal.account.standing().territory.on(outcome.closed)
            sums.add((territory.territory_id, territory.name, month_start(outcome.closed)), outcome)
    return f"territory_id,territory_name,month_start_date,{_MEASURES}", sums.rows()


def _open_by_stage(deals: Deals, span: Span) -> Table:
    counts = [[0, Decimal(0)] for _ in STAGES]
    for deal, outcome in deals:
        if deal.last.is_open:
            counts[deal.last.stage][0] += 1
            counts[deal.last.stage][1] += outcome.amount_on(span.nights[-1]) or 0
    rows = [(STAGES[n], *counts[n]) for n in range(len(STAGES)) if counts[n][0]]
    return "stage_name,open_count,open_amount", rows


def _stage_visits(deals: Deals) -> Table:
    rows = [
        (deal.opportunity_id, number, STAGES[visit.stage], visit.entered, visit.exited)
        for deal, _ in deals
        for number, visit in enumerate(visits_of(deal), start=1)
    ]
    return "opportunity_id,visit_number,stage_name,entered_date,exited_date", rows


def _opportunities(world: World) -> Table:
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


def _leads(world: World) -> Table:
    won = _won_opportunities(world)
    answered: dict[str, int] = {}
    for lead in world.leads:
        limit = min(x for x in (lead.gone, lead.converted, world.span.end) if x is not None)
        if lead.answered is not None and lead.answered < limit:
            standing = lead.merged[1] if lead.merged else lead
            earliest = answered.get(standing.lead_id, lead.answered)
            answered[standing.lead_id] = min(earliest, lead.answered)
    rows = [
        (
            lead.lead_id,
            lead.source or "not_provided",
            stamp(lead.created),
            stamp(answered.get(lead.lead_id)),
            lead.status.at(world.span.end - 1),
            local_date(lead.converted) if lead.converted else None,
            lead.opportunity_id,
            "true" if lead.opportunity_id in won else "false",
            "true" if lead.gone is not None else "false",
            lead.merged[1].lead_id if lead.merged else "",
        )
        for lead in world.leads
    ]
    header = (
        "lead_id,lead_source,created_at,first_response_at,lead_status,converted_date,opportunity_id,"
        "is_won,is_deleted,merged_into_id"
    )
    return header, rows


def _leads_by_source(world: World) -> Table:
    won = _won_opportunities(world)
    counts: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    for lead in world.leads:
        if lead.gone is None:
            key = (lead.source or "not_provided", month_start(local_date(lead.created)))
            counts[key][0] += 1
            counts[key][1] += lead.converted is not None
            counts[key][2] += lead.opportunity_id in won
    rows = [(*key, *counts[key]) for key in sorted(counts)]
    return "lead_source,month_start_date,lead_count,converted_count,won_count", rows


def _won_opportunities(world: World) -> set[str]:
    return {
        deal.opportunity_id
        for deal in world.opportunities
        if deal.deleted is None and outcome_of(deal).is_won
    }


def _targets(world: World) -> Table:
    amounts: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for target in targets_on(world, sheet_days(world)[-1]):
        if target.owner_kind == "rep":
            amounts[target.owner_id, target.month][target.measure] = target.amount
    rows = [
        (*key, Decimal(amounts[key][AMOUNT]), amounts[key]["won_count"]) for key in sorted(amounts)
    ]
    return "rep_id,month_start_date,target_amount,target_count", rows


def _cases(world: World) -> Table:
    counts: dict[tuple[str, str, date], int] = defaultdict(int)
    for case in world.cases:
        opened = local_date(case.created)
        territory = case.account.standing().territory.on(opened)
        counts[territory.territory_id, territory.name, month_start(opened)] += 1
    rows = [(*key, counts[key]) for key in sorted(counts)]
    return "territory_id,territory_name,month_start_date,case_count", rows


def _loads(loads: list[Written]) -> Table:
    rows = [(w.source, w.object_name, w.night, w.rows, w.files) for w in loads]
    return "source_system,object_name,export_as_of,rows,files", sorted(rows)
