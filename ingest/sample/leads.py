"""Leads: where they come from, how fast somebody answers, and what becomes of them."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from ingest.sample.accounts import (
    INDUSTRIES,
    Account,
    Contact,
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
from ingest.sample.company import Campaign, Company, Territory, User
from ingest.sample.ids import IdSequence
from ingest.sample.names import Person, draw_person, draw_phone

NEW, CONTACTED, MARKETING, ACCEPTED, QUALIFIED, CONVERTED, REJECTED = (
    "Baru",
    "Dihubungi",
    "Layak Pemasaran",
    "Diterima Sales",
    "Layak Sales",
    "Konversi",
    "Tidak Layak",
)


@dataclass(frozen=True)
class Source:
    """A lead source: share of leads, log-odds of converting and of winning, median hours to the first answer."""

    weight: int
    converting: float
    winning: float
    answer_hours: float
    around_the_clock: bool


SOURCES = {
    "Website": Source(28, -0.55, -0.05, 5.0, True),
    "Iklan Digital": Source(16, -1.10, -0.25, 7.0, True),
    "Cold Call": Source(14, -1.25, -0.20, 0.2, False),
    "Pameran": Source(13, -0.60, 0.05, 30.0, False),
    "Referral": Source(12, 0.75, 0.45, 3.0, False),
    "WhatsApp": Source(9, -0.35, 0.0, 1.5, True),
    "Mitra": Source(5, 0.10, 0.20, 9.0, False),
    "": Source(3, -0.80, -0.10, 12.0, True),
}


@dataclass(eq=False)
class Lead:
    """A lead on the time line; `statuses` starts with NEW at creation."""

    lead_id: str
    source: str
    person: Person
    company_name: str
    industry: str
    territory: Territory
    employees: int
    rating: str
    phone: str
    created: int
    owner: Steps[User]
    campaign: Campaign | None
    status: Steps[str] = field(default_factory=lambda: Steps(NEW))
    answered: int | None = None
    converted: int | None = None
    account: Account | None = None
    contact: Contact | None = None
    opportunity_id: str = ""
    deleted: int | None = None
    merged: tuple[int, "Lead"] | None = None

    @property
    def gone(self) -> int | None:
        """When it was deleted or merged away."""
        return self.merged[0] if self.merged else self.deleted


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
    """A day of the company's life; later days, working days and days away from Lebaran bring more."""
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
    """What speaks for conversion: source, a quick answer, a skilled owner, the rating, the industry."""
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


def converted_on(lead: Lead) -> date | None:
    """The business day of the conversion."""
    return local_date(lead.converted) if lead.converted is not None else None
