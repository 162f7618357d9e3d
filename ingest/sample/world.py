"""The whole simulated company on one time line."""

from dataclasses import dataclass
from random import Random

from ingest.sample import cleaning, turnover
from ingest.sample.accounts import Customers, build_customers
from ingest.sample.activities import Activities, answer_cases, build_activities
from ingest.sample.births import build_opportunities
from ingest.sample.cases import Case, build_cases
from ingest.sample.clock import Span, make_span
from ingest.sample.company import Company, build_company
from ingest.sample.lead_lives import build_leads
from ingest.sample.leads import Lead
from ingest.sample.opportunities import WON, Opportunity
from ingest.sample.quotes import Quote, build_quotes, loss_reasons


@dataclass
class World:
    """Everything that ever happened; exports and truth are both read off it."""

    seed: int
    scale: float
    span: Span
    company: Company
    customers: Customers
    leads: list[Lead]
    opportunities: list[Opportunity]
    activities: Activities
    cases: list[Case]
    quotes: list[Quote]
    loss_reasons: dict[str, str]


def build_world(nights: int, scale: float, seed: int) -> World:
    """The company of a seed; each part draws from a stream of its own.

    Raises ValueError for less than one night or a scale that is not positive.
    """
    if not scale > 0:
        raise ValueError(f"scale is {scale}; it must be greater than 0")
    span = make_span(nights)

    def stream(part: str) -> Random:
        return Random(f"{seed}/{part}")

    company = build_company(stream("company"), span, scale)
    turnover.plan_turnover(stream("turnover"), company, span, scale)
    customers = build_customers(stream("customers"), company, span, scale)
    leads = build_leads(stream("leads"), company, customers, span, scale)
    turnover.hand_over_accounts(stream("account owners"), company, customers, span)
    turnover.hand_over_leads(stream("lead owners"), company, leads, span)
    opportunities = build_opportunities(
        stream("opportunities"), company, customers, leads, span, scale
    )
    turnover.hand_over_opportunities(stream("deal owners"), company, opportunities, span)
    turnover.reassign_opportunities(stream("reassigned"), company, opportunities, span, scale)
    turnover.move_accounts(stream("realignment"), company, opportunities, span, scale)
    cleaning.merge_accounts(stream("account merges"), customers, span, scale)
    cleaning.clean_leads(stream("lead cleaning"), leads, span, scale)
    cleaning.delete_opportunities(stream("deal deletions"), opportunities, span, scale)
    for opportunity in opportunities:
        won = [s.instant for s in opportunity.states if s.stage == WON]
        account = opportunity.account
        if won and not (account.first_won and account.first_won <= won[0]):
            account.first_won = won[0]
    activities = build_activities(stream("activities"), leads, opportunities, span)
    cases = build_cases(stream("cases"), customers, span, scale)
    answer_cases(stream("case answers"), activities, cases, span)
    quotes = build_quotes(stream("quotes"), opportunities, span)
    reasons = loss_reasons(stream("loss reasons"), opportunities)
    return World(
        seed,
        scale,
        span,
        company,
        customers,
        leads,
        opportunities,
        activities,
        cases,
        quotes,
        reasons,
    )
