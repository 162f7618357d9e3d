"""Leads: where they come from, how fast somebody answers, and what becomes of them."""

from dataclasses import dataclass, field
from datetime import date

from ingest.sample.accounts import (
    Account,
    Contact,
)
from ingest.sample.clock import (
    Steps,
    local_date,
)
from ingest.sample.company import Campaign, Territory, User
from ingest.sample.names import Person

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
    """Share of leads, log-odds of converting and winning, median hours to the first answer."""

    weight: int
    converting: float
    winning: float
    answer_hours: float
    around_the_clock: bool


SOURCES = {
    "Website": Source(28, -0.55, -0.05, 5.0, True),
    "Iklan Digital": Source(16, -1.10, -0.25, 7.0, True),
    "Cold Call": Source(14, -1.75, -0.20, 0.2, False),
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


def converted_on(lead: Lead) -> date | None:
    """The business day of the conversion."""
    return local_date(lead.converted) if lead.converted is not None else None
