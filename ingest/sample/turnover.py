"""What moves during the exported nights: people, territories, owners, duplicates and deletions.

Whatever changes hands or disappears does so between the second night and the last but one, so that
the first export shows the state before, and two exports show every absence. A day's state is that
of its evening, as the export shows it: a change counts for its whole day.
"""

from datetime import date
from random import Random

from ingest.sample.accounts import Customers
from ingest.sample.clock import Span, Steps, at, is_working_day, local_date
from ingest.sample.company import Company, Territory, User, add_rep
from ingest.sample.leads import CONVERTED, REJECTED, Lead
from ingest.sample.opportunities import Opportunity


def change_days(span: Span) -> tuple[date, ...]:
    """The nights on which something may change in place: working days where there are any."""
    between = span.nights[1:-1]
    return tuple(filter(is_working_day, between)) or between


def count(base: int, scale: float) -> int:
    """A number for the default size, scaled, at least one."""
    return max(1, round(base * scale))


def plan_turnover(rng: Random, company: Company, span: Span, scale: float) -> None:
    """Some reps leave, others come, a few change teams; before leads and deals are dealt out."""
    days = change_days(span)
    if not days:
        return
    staying = [rep for rep in company.reps if rep.left is None and rep.hired < span.start]
    chosen = rng.sample(staying, min(len(staying) - 2, 2 * count(3, scale)))
    leavers, movers = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
    for rep in leavers:
        rep.left = at(rng.choice(days), 17, rng.randrange(60))
    for number in range(len(leavers)):
        add_rep(
            company, rng, number % len(company.teams), at(rng.choice(days), 8, rng.randrange(60))
        )
    for rep in movers[: count(2, scale)]:
        team, lead, areas = rng.choice([t for t in company.teams if t[0] != rep.role.first])
        instant = at(rng.choice(days), 18, rng.randrange(60))
        rep.role.set(instant, team)
        rep.manager_id.set(instant, lead.user_id)
        rep.territories.set(instant, tuple(areas[:2]))
        company.give_territories(rep, rep.territories)


def hand_over_accounts(rng: Random, company: Company, customers: Customers, span: Span) -> None:
    """Accounts of leavers go to a colleague; before the first export as if always so."""
    for account in customers.accounts:
        _hand_over(rng, company, span, account.owner, account.territory.first, account.created)


def hand_over_leads(rng: Random, company: Company, leads: list[Lead], span: Span) -> None:
    """Unfinished leads of leavers go to a colleague."""
    for lead in leads:
        left = lead.owner.first.left
        if left is not None and lead.status.at(left) not in (CONVERTED, REJECTED):
            _hand_over(rng, company, span, lead.owner, lead.territory, lead.created)


def hand_over_opportunities(
    rng: Random, company: Company, opportunities: list[Opportunity], span: Span
) -> None:
    """Deals of reps who leave during the nights go to a colleague the same evening.

    All open ones do, and two in five of those closed on earlier days: their credit stays behind.
    """
    for opportunity in opportunities:
        left = opportunity.owner.first.left
        if left is None or left < span.cutoffs[0] or left <= opportunity.created:
            continue
        known = [state for state in opportunity.states if state.instant <= left]
        is_open = known[-1].is_open
        returns = any(state.is_open for state in opportunity.states[len(known) :])
        is_settled = local_date(known[-1].instant) < local_date(left)
        if is_open or returns or (is_settled and rng.random() < 0.4):
            territory = opportunity.account.territory.first
            _hand_over(rng, company, span, opportunity.owner, territory, opportunity.created)


def _hand_over(
    rng: Random,
    company: Company,
    span: Span,
    owner: Steps[User],
    territory: Territory,
    created: int,
) -> None:
    left = owner.first.left
    if left is None:
        return
    successor = rng.choice(company.reps_for(territory, max(left, created) + 1))
    if successor.left is not None:
        lasting = [rep for rep in company.reps if rep.left is None and rep.hired <= created]
        near = [rep for rep in lasting if rep.region == successor.region]
        successor = rng.choice(near or lasting)
    if left < span.cutoffs[0] or left <= created:
        owner.values[0] = successor
    else:
        owner.set(left, successor)


def move_accounts(
    rng: Random, company: Company, opportunities: list[Opportunity], span: Span, scale: float
) -> None:
    """A realignment: on one or two evenings some accounts get a neighbouring territory.

    Taken are accounts with a deal that changes later, so that the territory of an event matters.
    """
    days = change_days(span)
    if not days:
        return
    evenings = sorted(rng.sample(days, min(2, len(days))))
    busy = {o.account.account_id: o.account for o in opportunities if o.last.instant > at(days[0])}
    for account in rng.sample(list(busy.values()), min(len(busy), count(24, scale))):
        day = rng.choice(evenings)
        instant = at(day, 18, rng.randrange(60))
        here = account.territory.first
        near = [area for area in company.areas if area.region == here.region and area != here]
        if near and account.created < at(day):
            account.territory.set(instant, rng.choice(near))


def reassign_opportunities(
    rng: Random, company: Company, opportunities: list[Opportunity], span: Span, scale: float
) -> None:
    """Some open deals change hands within the region without anybody leaving."""
    days = change_days(span)
    wanted = count(24, scale) if days else 0
    pool = list(opportunities)
    rng.shuffle(pool)
    for opportunity in pool:
        if not wanted:
            return
        owner = opportunity.owner.first
        instant = at(rng.choice(days), 18, rng.randrange(60))
        known = [state for state in opportunity.states if state.instant <= instant]
        if (
            opportunity.owner.instants
            or owner.left is not None
            or not known
            or not known[-1].is_open
        ):
            continue
        others = [
            rep
            for rep in company.reps
            if rep is not owner
            and rep.region == owner.region
            and rep.left is None
            and rep.hired < opportunity.created
        ]
        if others:
            opportunity.owner.set(instant, rng.choice(others))
            wanted -= 1
