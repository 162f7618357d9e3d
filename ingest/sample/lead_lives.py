"""How leads arrive, who answers when, whether they convert, and into what."""

import math
from datetime import timedelta
from random import Random

from ingest.sample.accounts import (
    INDUSTRIES,
    Customers,
    add_account,
    add_contact,
    draw_industry,
    draw_territory,
    unused_name,
)
from ingest.sample.clock import (
    DAY,
    Span,
    Steps,
    at,
    days_to_lebaran,
    is_working_day,
    local_date,
    logistic,
    lognormal,
    working_instant,
)
from ingest.sample.company import Company
from ingest.sample.ids import IdSequence
from ingest.sample.leads import (
    ACCEPTED,
    CONTACTED,
    CONVERTED,
    MARKETING,
    QUALIFIED,
    REJECTED,
    SOURCES,
    Lead,
)
from ingest.sample.names import draw_person, draw_phone


def _answer(rng: Random, lead: Lead) -> None:
    """When the owner first calls or writes; one in seventeen never is."""
    owner = lead.owner.first
    if rng.random() < 0.06:
        return
    hours = lognormal(rng, SOURCES[lead.source].answer_hours * owner.pace, 1.1)
    wanted = lead.created + max(180, int(hours * 3_600))
    hour = (wanted + 7 * 3_600) % DAY // 3_600
    if is_working_day(local_date(wanted)) and 7 <= hour <= 20:
        lead.answered = wanted
    else:
        lead.answered = working_instant(rng, wanted)


def conversion_log_odds(lead: Lead) -> float:
    """What speaks for conversion: source, quick answer, skilled owner, rating, industry."""
    if lead.answered is None:
        return -9.0
    hours = max(0.1, (lead.answered - lead.created) / 3_600)
    return (
        -0.35
        + SOURCES[lead.source].converting
        - 0.55 * math.log10(hours / 3.0)
        + 0.8 * lead.owner.first.skill
        + {"Hot": 0.6, "Warm": 0.0, "Cold": -0.4}[lead.rating]
        + INDUSTRIES[lead.industry][1]
    )


def _decide(rng: Random, customers: Customers, span: Span, lead: Lead) -> None:
    if lead.answered is None:
        return
    converts = rng.random() < logistic(conversion_log_odds(lead))
    days = lognormal(rng, 11 if converts else 24, 0.8) * lead.owner.first.pace
    end = working_instant(rng, lead.answered + int(days * DAY) + 7_200)
    steps = [MARKETING, ACCEPTED, QUALIFIED]
    if not converts:
        steps = steps[: rng.choices((0, 1, 2, 3), (45, 30, 15, 10))[0]]
    lead.status.set(lead.answered, CONTACTED)
    instants = sorted(rng.randrange(lead.answered + 120, end - 120) for _ in steps)
    for status, instant in zip(steps, instants, strict=True):
        if instant > lead.status.instants[-1] and instant < span.end:
            lead.status.set(instant, status)
    if end >= span.end:
        return
    if not converts:
        if rng.random() < 0.7:
            lead.status.set(end, REJECTED)
        return
    lead.status.set(end, CONVERTED)
    _convert(rng, customers, lead, end)


def _convert(rng: Random, customers: Customers, lead: Lead, instant: int) -> None:
    """The lead becomes a contact of a new account, or of one of the same territory and industry."""
    lead.converted = instant
    known = [
        account
        for account in customers.accounts[-400:]
        if account.territory.first == lead.territory
        and account.industry == lead.industry
        and account.created < lead.created
    ]
    if known and rng.random() < 0.22:
        lead.account = rng.choice(known)
        lead.company_name = lead.account.name
    else:
        lead.account = add_account(
            rng,
            customers,
            lead.territory,
            lead.owner.first,
            instant,
            lead.company_name,
            lead.industry,
        )
    lead.contact = add_contact(rng, customers, lead.account, instant, lead.person)
    lead.contact.lead_source = lead.source


def build_leads(
    rng: Random, company: Company, customers: Customers, span: Span, scale: float
) -> list[Lead]:
    """About 4,000 leads times `scale` for the default 20 months, in order of creation."""
    count = max(30, round(4_000 * scale * span.months / 19.9))
    instants = sorted(_arrival(rng, span) for _ in range(count))
    ids = IdSequence("Lead")
    leads = []
    for instant in instants:
        lead = _new_lead(rng, company, customers, span, ids.take(), instant)
        _answer(rng, lead)
        _decide(rng, customers, span, lead)
        leads.append(lead)
    return leads


def _arrival(rng: Random, span: Span) -> int:
    """Some instant; later days, working days and days away from Lebaran bring more leads."""
    length = (span.end - span.start) // DAY
    while True:
        offset = rng.randrange(length)
        day = span.first_day + timedelta(days=offset)
        likely = 0.6 + 0.4 * offset / length
        likely *= 1.0 if is_working_day(day) else 0.3
        likely *= 0.35 if -9 <= days_to_lebaran(day) <= 4 else 1.0
        if rng.random() < likely:
            return at(day, second=rng.randrange(DAY))


def _new_lead(
    rng: Random, company: Company, customers: Customers, span: Span, lead_id: str, instant: int
) -> Lead:
    name = rng.choices(list(SOURCES), [source.weight for source in SOURCES.values()])[0]
    created = instant
    if not SOURCES[name].around_the_clock:
        created = min(working_instant(rng, instant), span.end - 1 - rng.randrange(600))
    territory = draw_territory(rng, company)
    day = local_date(created)
    running = [
        c for c in company.campaigns if c.source == name and c.first_day <= day <= c.last_day
    ]
    city = territory.area.city if territory.area else ""
    return Lead(
        lead_id=lead_id,
        source=name,
        person=draw_person(rng),
        company_name=unused_name(rng, customers, city),
        industry=draw_industry(rng),
        territory=territory,
        employees=max(2, round(lognormal(rng, 45, 1.1))),
        rating=rng.choices(("Hot", "Warm", "Cold"), (2, 4, 4))[0],
        phone=draw_phone(rng),
        created=created,
        owner=Steps(rng.choice(company.reps_for(territory, created))),
        campaign=running[-1] if running else None,
    )
