"""Support cases of customers."""

from dataclasses import dataclass
from random import Random

from ingest.sample.accounts import Account, Contact, Customers
from ingest.sample.clock import DAY, Span, lognormal, working_instant
from ingest.sample.company import User
from ingest.sample.ids import IdSequence


@dataclass(frozen=True)
class Case:
    """A support case of a customer."""

    case_id: str
    number: int
    account: Account
    contact: Contact | None
    owner: User
    kind: str
    origin: str
    priority: str
    created: int
    taken_up: int
    closed: int | None
    is_escalated: bool


def build_cases(rng: Random, customers: Customers, span: Span, scale: float) -> list[Case]:
    """About 1,100 support cases times `scale`, mostly of customers who have bought."""
    count = max(12, round(1_100 * scale * span.months / 19.9))
    weights = [4.0 if account.first_won else 0.6 for account in customers.accounts]
    found = []
    for account in rng.choices(customers.accounts, weights, k=count):
        earliest = max(account.first_won or account.created, span.start)
        if earliest >= span.end - DAY:
            continue
        created = rng.randrange(earliest, span.end - 600)
        if rng.random() < 0.8:
            created = min(working_instant(rng, created), span.end - 400)
        priority = rng.choices(("High", "Medium", "Low"), (2, 5, 3))[0]
        hours = lognormal(rng, {"High": 14, "Medium": 40, "Low": 90}[priority], 0.9)
        closed = working_instant(rng, created + int(hours * 3_600) + 1_800)
        found.append((created, account, priority, closed, hours))
    found.sort(key=lambda item: (item[0], item[1].account_id))
    ids = IdSequence("Case")
    return [
        Case(
            case_id=ids.take(),
            number=number,
            account=account,
            contact=next((c for c in account.contacts if c.created <= created), None),
            owner=account.owner.at(created),
            kind=rng.choice(("Pengiriman", "Kualitas Barang", "Tagihan", "Pertanyaan")),
            origin=rng.choice(("Phone", "Email", "Web", "WhatsApp")),
            priority=priority,
            created=created,
            taken_up=min(created + int(hours * 600) + 300, closed - 60),
            closed=closed if closed < span.end else None,
            is_escalated=hours > 120 and priority != "Low",
        )
        for number, (created, account, priority, closed, hours) in enumerate(found, start=1)
    ]
