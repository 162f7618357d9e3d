"""Customers and the people at them."""

from dataclasses import dataclass, field
from random import Random

from ingest.sample.clock import DAY, Span, Steps, lognormal, working_instant
from ingest.sample.company import Company, Territory, User
from ingest.sample.fx import round_to
from ingest.sample.ids import IdSequence
from ingest.sample.names import Person, domain_of, draw_company, draw_person, draw_phone, draw_title

# industry: weight, effect on the log-odds of winning, product families they buy
INDUSTRIES: dict[str, tuple[int, float, tuple[str, ...]]] = {
    "Manufaktur": (24, 0.10, ("Keselamatan Kerja", "Perkakas", "Mesin Ringan")),
    "Ritel": (20, -0.05, ("Kemasan", "Kebersihan")),
    "Horeca": (14, 0.05, ("Kebersihan", "Kemasan")),
    "Logistik": (13, 0.15, ("Kemasan", "Keselamatan Kerja", "Mesin Ringan")),
    "Konstruksi": (13, -0.20, ("Perkakas", "Keselamatan Kerja", "Mesin Ringan")),
    "Agribisnis": (9, 0.0, ("Mesin Ringan", "Kemasan", "Perkakas")),
    "Pemerintah": (7, -0.30, ("Kebersihan", "Perkakas")),
}
_INDUSTRY_NAMES = list(INDUSTRIES)
_INDUSTRY_WEIGHTS = [weight for weight, _, _ in INDUSTRIES.values()]


@dataclass(eq=False)
class Contact:
    """A person at an account."""

    contact_id: str
    account: "Account"
    person: Person
    title: str
    phone: str
    created: int
    lead_source: str = ""


@dataclass(eq=False)
class Account:
    """A customer or prospect; `merged` says when and into whom it was merged, if it was."""

    account_id: str
    name: str
    industry: str
    employees: int
    revenue: int
    latitude: float
    longitude: float
    phone: str
    created: int
    territory: Steps[Territory]
    owner: Steps[User]
    rating: str
    parent_id: str = ""
    contacts: list[Contact] = field(default_factory=list)
    first_won: int | None = None
    merged: tuple[int, "Account"] | None = None

    def standing(self) -> "Account":
        """The account itself or the one it was merged into."""
        return self.merged[1].standing() if self.merged else self

    def standing_at(self, instant: int) -> "Account":
        """The account that carries this one's records at an instant."""
        if self.merged and self.merged[0] <= instant:
            return self.merged[1].standing_at(instant)
        return self


@dataclass
class Customers:
    """All accounts and contacts, with the ids still to give."""

    accounts: list[Account] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    account_ids: IdSequence = field(default_factory=lambda: IdSequence("Account"))
    contact_ids: IdSequence = field(default_factory=lambda: IdSequence("Contact"))
    names: set[str] = field(default_factory=set)


def draw_industry(rng: Random) -> str:
    """An industry by its weight in the market."""
    return rng.choices(_INDUSTRY_NAMES, _INDUSTRY_WEIGHTS)[0]


def draw_territory(rng: Random, company: Company) -> Territory:
    """An area by its weight in the market."""
    areas = company.areas
    return rng.choices(areas, [territory.area.weight for territory in areas if territory.area])[0]


def unused_name(rng: Random, customers: Customers, city: str) -> str:
    """A company name that nobody has yet; a branch number where the words run out."""
    name = draw_company(rng, city)
    for attempt in range(2, 60):
        if name not in customers.names:
            break
        name = draw_company(rng, city)
        if attempt > 8:
            name = f"{name} {attempt - 7}"
    else:
        name = f"{name} {len(customers.names)}"
    customers.names.add(name)
    return name


def add_account(
    rng: Random,
    customers: Customers,
    territory: Territory,
    owner: User,
    created: int,
    name: str = "",
    industry: str = "",
) -> Account:
    """A new account within some kilometres of the territory's main city."""
    area = territory.area
    if area is None:
        raise ValueError(f"territory {territory.name} is not an area; accounts belong to areas")
    employees = max(3, round(lognormal(rng, 60, 1.1)))
    account = Account(
        account_id=customers.account_ids.take(),
        name=name or unused_name(rng, customers, area.city),
        industry=industry or draw_industry(rng),
        employees=employees,
        revenue=round_to(employees * lognormal(rng, 420e6, 0.5), 1_000_000),
        latitude=round(area.latitude + rng.gauss(0.0, 0.035), 6),
        longitude=round(area.longitude + rng.gauss(0.0, 0.035), 6),
        phone=draw_phone(rng),
        created=created,
        territory=Steps(territory),
        owner=Steps(owner),
        rating=rng.choices(("A", "B", "C"), (2, 3, 5))[0],
    )
    customers.accounts.append(account)
    return account


def add_contact(
    rng: Random, customers: Customers, account: Account, created: int, person: Person | None = None
) -> Contact:
    """A new person at an account."""
    contact = Contact(
        customers.contact_ids.take(),
        account,
        person or draw_person(rng),
        draw_title(rng),
        draw_phone(rng),
        created,
    )
    account.contacts.append(contact)
    customers.contacts.append(contact)
    return contact


def mail_of(contact: Contact) -> str:
    """The contact's e-mail address."""
    return contact.person.mail(domain_of(contact.account.name))


def build_customers(rng: Random, company: Company, span: Span, scale: float) -> Customers:
    """Accounts that are there at the start, and those that reps enter themselves later."""
    customers = Customers()
    for number in range(max(12, round(620 * scale))):
        created = working_instant(rng, span.start - rng.randrange(1, 30) * DAY)
        if number % 4 == 3:
            created = working_instant(rng, rng.randrange(span.start, span.end - 20 * DAY))
        territory = draw_territory(rng, company)
        owner = rng.choice(company.reps_for(territory, max(created, span.start)))
        account = add_account(rng, customers, territory, owner, created)
        if number > 10 and rng.random() < 0.04:
            account.parent_id = rng.choice(customers.accounts[:10]).account_id
        for _ in range(rng.choice((1, 1, 2, 3))):
            add_contact(rng, customers, account, created + rng.randrange(60, 3_600))
    return customers
