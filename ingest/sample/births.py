"""Where opportunities come from: converted leads, and customers who buy again."""

from bisect import bisect_left
from random import Random

from ingest.sample.accounts import INDUSTRIES, Account, Customers
from ingest.sample.clock import (
    DAY,
    Span,
    Steps,
    days_to_lebaran,
    local_date,
    lognormal,
    working_instant,
)
from ingest.sample.company import Company, User
from ingest.sample.ids import IdSequence
from ingest.sample.leads import SOURCES, Lead
from ingest.sample.opportunities import Opportunity
from ingest.sample.walk import walk

RETURNING = "Pelanggan Lama"


def build_opportunities(
    rng: Random,
    company: Company,
    customers: Customers,
    leads: list[Lead],
    span: Span,
    scale: float,
) -> list[Opportunity]:
    """Opportunities of converted leads, and of known customers up to about 2,500 times `scale`."""
    births: list[tuple[int, Account, User, Lead | None]] = []
    for lead in leads:
        if lead.converted is not None and lead.account is not None:
            owner = lead.owner.at(lead.converted)
            if not owner.is_there(lead.converted):
                owner = rng.choice(company.reps_for(lead.territory, lead.converted))
            births.append((lead.converted, lead.account, owner, lead))
    wanted = max(40, round(2_500 * scale * span.months / 19.9))
    accounts = sorted(customers.accounts, key=lambda a: (a.created, a.account_id))
    known_since = [account.created for account in accounts]
    while len(births) < wanted:
        created = working_instant(rng, rng.randrange(span.start, span.end - DAY))
        near_feast = abs(days_to_lebaran(local_date(created))) < 9
        if created >= span.end or (near_feast and rng.random() < 0.55):
            continue
        account = accounts[rng.randrange(bisect_left(known_since, created))]
        owner = account.owner.at(created)
        if not owner.is_there(created):
            owner = rng.choice(company.reps_for(account.territory.first, created))
        births.append((created, account, owner, None))
    births.sort(key=lambda birth: (birth[0], birth[1].account_id))
    ids, line_ids = IdSequence("Opportunity"), IdSequence("OpportunityLineItem")
    found = []
    for created, account, owner, parent in births:
        opportunity = _new_opportunity(rng, ids.take(), created, account, owner, parent)
        walk(rng, company, span, opportunity, line_ids)
        _settle_owner(rng, company, span, opportunity)
        if parent is not None:
            parent.opportunity_id = opportunity.opportunity_id
        found.append(opportunity)
    return found


def _new_opportunity(
    rng: Random, opportunity_id: str, created: int, account: Account, owner: User, lead: Lead | None
) -> Opportunity:
    source = (
        lead.source
        if lead
        else (RETURNING if rng.random() < 0.8 else rng.choice(("Referral", "Cold Call")))
    )
    volume = lognormal(rng, 42e6, 0.95) * (1.6 if account.rating == "A" else 1.0)
    favour = (
        (SOURCES[source].winning if source in SOURCES else 0.25)
        + INDUSTRIES[account.industry][1]
        + owner.skill
        - 0.18 * (volume / 60e6 - 1.0 if volume < 300e6 else 4.0)
    )
    families = INDUSTRIES[account.industry][2]
    return Opportunity(
        opportunity_id=opportunity_id,
        name=f"{account.name} - {rng.choice(families)} {local_date(created):%Y-%m}",
        account=account,
        owner=Steps(owner),
        created=created,
        kind="New Business" if lead else "Existing Business",
        source=source,
        currency="USD" if rng.random() < 0.02 else "IDR",
        campaign=lead.campaign if lead else None,
        lead=lead,
        favour=favour,
        volume=volume,
    )


def _settle_owner(rng: Random, company: Company, span: Span, opportunity: Opportunity) -> None:
    """Deals that outlived a rep who left before the first export are a colleague's from the start.

    Exports begin after that, so nobody can know better.
    """
    owner = opportunity.owner.first
    if owner.left is None or owner.left >= span.cutoffs[0]:
        return
    if opportunity.last.is_open or opportunity.last.instant >= owner.left:
        territory = opportunity.account.territory.first
        opportunity.owner = Steps(rng.choice(company.reps_for(territory, span.end - 1)))
