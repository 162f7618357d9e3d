"""Truth about leads, targets, support cases and loads."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from ingest.sample.clock import local_date, month_start
from ingest.sample.export_salesforce import Written
from ingest.sample.outcomes import outcome_of
from ingest.sample.rows import stamp
from ingest.sample.targets import AMOUNT, sheet_days, targets_on
from ingest.sample.truth_deals import Table
from ingest.sample.world import World


def leads(world: World) -> Table:
    """One row per lead ever exported, deleted and merged ones too."""
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


def leads_by_source(world: World) -> Table:
    """Leads by source and month of creation, without deleted and merged ones."""
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


def targets(world: World) -> Table:
    """Reps' targets as the last sheet has them."""
    amounts: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for target in targets_on(world, sheet_days(world)[-1]):
        if target.owner_kind == "rep":
            amounts[target.owner_id, target.month][target.measure] = target.amount
    rows = [
        (*key, Decimal(amounts[key][AMOUNT]), amounts[key]["won_count"]) for key in sorted(amounts)
    ]
    return "rep_id,month_start_date,target_amount,target_count", rows


def cases(world: World) -> Table:
    """Support cases by the account's territory on the evening of the day they were opened."""
    counts: dict[tuple[str, str, date], int] = defaultdict(int)
    for case in world.cases:
        opened = local_date(case.created)
        territory = case.account.standing().territory.on(opened)
        counts[territory.territory_id, territory.name, month_start(opened)] += 1
    rows = [(*key, counts[key]) for key in sorted(counts)]
    return "territory_id,territory_name,month_start_date,case_count", rows


def loads(loads: list[Written]) -> Table:
    """Rows and files per night and object."""
    rows = [(w.source, w.object_name, w.night, w.rows, w.files) for w in loads]
    return "source_system,object_name,export_as_of,rows,files", sorted(rows)
