"""Duplicates that are merged and records that are deleted during the exported nights."""

from random import Random

from ingest.sample.accounts import Account, Customers
from ingest.sample.clock import Span, Steps, at
from ingest.sample.leads import Lead
from ingest.sample.opportunities import WON, Opportunity
from ingest.sample.turnover import change_days, count


def merge_accounts(rng: Random, customers: Customers, span: Span, scale: float) -> None:
    """Duplicates of a customer, in the same territory, are merged into the older record."""
    days = change_days(span)
    parents = {account.parent_id for account in customers.accounts}
    wanted = count(5, scale) if days else 0
    by_territory: dict[str, Account] = {}
    pool = [a for a in customers.accounts if not a.territory.instants and not a.parent_id]
    rng.shuffle(pool)
    for account in pool:
        if not wanted:
            return
        other = by_territory.pop(account.territory.first.territory_id, None)
        if other is None:
            by_territory[account.territory.first.territory_id] = account
            continue
        keep, drop = sorted((account, other), key=lambda a: (a.created, a.account_id))
        instant = at(rng.choice(days), 19, rng.randrange(60))
        if drop.account_id in parents or drop.created >= instant:
            continue
        drop.name = f"{keep.name.split(' ', 1)[1]} {keep.name.split(' ', 1)[0]}"
        drop.merged = (instant, keep)
        wanted -= 1


def clean_leads(rng: Random, leads: list[Lead], span: Span, scale: float) -> None:
    """Duplicates are merged into the older lead, nonsense is deleted; converted leads stay."""
    days = change_days(span)
    if not days:
        return
    pool = [lead for lead in leads if lead.converted is None and lead.created < at(days[0])]
    chosen = rng.sample(pool, min(len(pool), 2 * count(12, scale) + count(22, scale)))
    for number, lead in enumerate(chosen):
        instant = at(rng.choice(days), 19, rng.randrange(60))
        if number < count(22, scale):
            lead.deleted = instant
        elif number % 2 and not chosen[number - 1].gone:
            keep, drop = sorted((lead, chosen[number - 1]), key=lambda x: (x.created, x.lead_id))
            drop.person, drop.phone = keep.person, keep.phone
            drop.company_name, drop.territory = keep.company_name, keep.territory
            drop.merged = (instant, keep)
    for lead in chosen:
        if lead.gone is not None:
            _cut(lead.status, lead.gone)
            _cut(lead.owner, lead.gone)


def delete_opportunities(
    rng: Random, opportunities: list[Opportunity], span: Span, scale: float
) -> None:
    """A few deals entered by mistake disappear, one of them won."""
    days = change_days(span)
    if not days:
        return
    old = [o for o in opportunities if o.created < at(days[0]) and not o.owner.instants]
    won = [o for o in old if o.last.stage == WON][:1]
    for opportunity in won + rng.sample([o for o in old if o.last.stage != WON], count(11, scale)):
        instant = at(rng.choice(days), 19, rng.randrange(60))
        opportunity.deleted = instant
        opportunity.states = [s for s in opportunity.states if s.instant < instant]
        for line in opportunity.lines:
            line.versions = [v for v in line.versions if v[0] < instant]
        opportunity.lines = [line for line in opportunity.lines if line.versions]


def _cut(steps: Steps, instant: int) -> None:
    """Forget changes from an instant on."""
    while steps.instants and steps.instants[-1] >= instant:
        steps.instants.pop()
        steps.values.pop()
