"""The distributor itself: role tree, users, territories, products and campaigns."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from ingest.sample.clock import DAY, Span, Steps, at, lognormal, working_instant
from ingest.sample.fx import round_to
from ingest.sample.geography import REGIONS, Area
from ingest.sample.ids import IdSequence
from ingest.sample.names import Person, draw_person


@dataclass(frozen=True)
class Role:
    """A node of the role tree; reps belong to the roles of the lowest level, the teams."""

    role_id: str
    name: str
    parent_id: str


@dataclass(frozen=True)
class Territory:
    """A node of the territory tree; accounts and reps belong to areas, its lowest level."""

    territory_id: str
    name: str
    code: str
    parent_id: str
    area: Area | None
    region: str


@dataclass(eq=False)
class User:
    """A rep or manager: `skill` shifts the log-odds of winning, `pace` stretches all waiting times."""

    user_id: str
    person: Person
    title: str
    region: str
    hired: int
    role: Steps[Role]
    manager_id: Steps[str]
    territories: Steps[tuple[Territory, ...]]
    city: Area
    is_rep: bool = False
    skill: float = 0.0
    pace: float = 1.0
    left: int | None = None

    def is_there(self, instant: int) -> bool:
        """Hired and not yet gone."""
        return self.hired <= instant and (self.left is None or instant < self.left)


@dataclass(frozen=True)
class Product:
    """An article of the catalogue with its list price in whole rupiah."""

    product_id: str
    name: str
    code: str
    family: str
    list_price: int
    is_active: bool


@dataclass(frozen=True)
class Campaign:
    """A marketing campaign that brings leads of one source while it runs."""

    campaign_id: str
    name: str
    kind: str
    source: str
    first_day: date
    last_day: date
    budget: int


@dataclass
class Company:
    """Everybody and everything that is there before the first customer."""

    roles: list[Role] = field(default_factory=list)
    territories: list[Territory] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    teams: list[tuple[Role, User, list[Territory]]] = field(default_factory=list)
    founded: int = 0
    user_ids: IdSequence = field(default_factory=lambda: IdSequence("User"))

    @property
    def reps(self) -> list[User]:
        """The users who sell."""
        return [user for user in self.users if user.is_rep]

    @property
    def areas(self) -> list[Territory]:
        """The territories of the lowest level."""
        return [territory for territory in self.territories if territory.area]

    def reps_for(self, territory: Territory, instant: int) -> list[User]:
        """Reps who look after a territory at an instant; everybody present if nobody does."""
        present = [rep for rep in self.reps if rep.is_there(instant)]
        near = [rep for rep in present if territory in rep.territories.at(instant)]
        same_region = [rep for rep in present if rep.region == territory.region]
        return near or same_region or present


def build_company(rng: Random, span: Span, scale: float) -> Company:
    """Role tree, people and territories for about 40 reps times `scale`, at least six."""
    company = Company(founded=at(span.first_day - timedelta(days=31), 8))
    rep_count = max(6, round(40 * scale))
    team_count = max(2, round(rep_count / 5))
    seats = _share_teams(team_count)
    _add_territories(company, list(dict.fromkeys(seats)))
    _add_teams(company, rng, seats)
    for number in range(rep_count):
        hired = company.founded
        if number % 10 == 7:
            hired = working_instant(rng, span.start + rng.randrange(60, 480) * DAY)
        add_rep(company, rng, number % team_count, hired)
    for rep in company.reps[8::17]:
        early = span.start + rng.randrange(300, 420) * DAY
        rep.left = early if early > rep.hired + 200 * DAY else None
    _add_products(company)
    _add_campaigns(company, rng, span)
    return company


def _add_territories(company: Company, regions: list[str]) -> None:
    ids = IdSequence("Territory2")
    root = Territory(ids.take(), "Indonesia", "ID", "", None, "")
    company.territories.append(root)
    for region in regions:
        parent = Territory(
            ids.take(), region, region.replace(" ", "_"), root.territory_id, None, region
        )
        company.territories.append(parent)
        company.territories.extend(
            Territory(ids.take(), area.name, area.code, parent.territory_id, area, region)
            for area in REGIONS[region]
        )


def _share_teams(team_count: int) -> list[str]:
    """The region of each team: always the one with the most market per team."""
    market = {region: sum(area.weight for area in areas) for region, areas in REGIONS.items()}
    seats = list(REGIONS)[: min(len(REGIONS), team_count)]
    while len(seats) < team_count:
        seats.append(max(market, key=lambda region: market[region] / (seats.count(region) + 1)))
    return seats


def _add_teams(company: Company, rng: Random, seats: list[str]) -> None:
    ids = IdSequence("UserRole")
    capital = REGIONS["Jabodetabek"][0]
    root = Role(ids.take(), "Direktur Penjualan", "")
    company.roles.append(root)
    director = _user(company, rng, "Direktur Penjualan", "", root, "", capital)
    managers: dict[str, tuple[Role, User]] = {}
    for region in dict.fromkeys(seats):
        role = Role(ids.take(), f"Manajer Wilayah {region}", root.role_id)
        company.roles.append(role)
        seat = REGIONS[region][0]
        managers[region] = (
            role,
            _user(company, rng, "Manajer Wilayah", region, role, director.user_id, seat),
        )
    for number, region in enumerate(seats):
        place = seats[:number].count(region)
        areas = [t for t in company.areas if t.region == region][place :: seats.count(region)]
        parent, manager = managers[region]
        lead_role = Role(ids.take(), f"Ketua Tim {region} {place + 1}", parent.role_id)
        team = Role(ids.take(), f"Tim {region} {place + 1}", lead_role.role_id)
        company.roles += [lead_role, team]
        seat = areas[0].area or capital
        lead = _user(company, rng, "Ketua Tim", region, lead_role, manager.user_id, seat)
        company.teams.append((team, lead, areas))


def _user(
    company: Company,
    rng: Random,
    title: str,
    region: str,
    role: Role,
    manager_id: str,
    city: Area,
    hired: int | None = None,
) -> User:
    taken = {user.person.full for user in company.users}
    person = draw_person(rng)
    while person.full in taken:
        person = draw_person(rng)
    user = User(
        company.user_ids.take(),
        person,
        title,
        region,
        company.founded if hired is None else hired,
        Steps(role),
        Steps(manager_id),
        Steps(()),
        city,
    )
    company.users.append(user)
    return user


def add_rep(company: Company, rng: Random, team_number: int, hired: int) -> User:
    """A new rep in a team, with the two of its areas that have the most market per rep."""
    team, lead, areas = company.teams[team_number]
    taken = [t for rep in company.reps if rep.role.first == team for t in rep.territories.first]
    by_need = sorted(areas, key=lambda t: -(t.area.weight if t.area else 0) / (1 + taken.count(t)))
    first = by_need[0]
    rep = _user(
        company,
        rng,
        "Sales Representative",
        lead.region,
        team,
        lead.user_id,
        first.area or lead.city,
        hired,
    )
    rep.territories = Steps(tuple(by_need[:2]))
    rep.is_rep = True
    rep.skill = rng.gauss(0.0, 0.35)
    rep.pace = lognormal(rng, 1.0, 0.25)
    return rep


# family: products as name and list price in rupiah
_CATALOGUE = {
    "Kebersihan": "Sabun Cuci Tangan 5 L=142000,Cairan Pembersih Lantai 20 L=318000,Tisu Industri 12 Rol=265000,"
    "Disinfektan 5 L=187000,Kereta Kebersihan=2350000",
    "Kemasan": "Kardus Gelombang 100 Lembar=612000,Plastik Wrap 6 Rol=438000,Lakban Bening 72 Rol=521000,"
    "Palet Plastik=685000,Mesin Segel Karton=24500000",
    "Keselamatan Kerja": "Helm Proyek=96000,Sepatu Keselamatan=384000,Sarung Tangan Nitril 100=127000,"
    "Rompi Reflektif=58000,Alat Pemadam 6 kg=742000",
    "Perkakas": "Set Kunci Pas=465000,Bor Listrik 13 mm=895000,Gerinda Tangan=612000,"
    "Tangga Aluminium 3 m=1480000,Kotak Perkakas=276000",
    "Mesin Ringan": "Kompresor 50 L=3950000,Genset 5 kVA=11800000,Pompa Air Industri=6750000,"
    "Hand Pallet 2 ton=4250000,Mesin Las Inverter=2890000",
}
_WITHDRAWN = {"Rompi Reflektif", "Kotak Perkakas"}


def _add_products(company: Company) -> None:
    ids = IdSequence("Product2")
    for family, articles in _CATALOGUE.items():
        for number, article in enumerate(articles.split(","), start=1):
            name, price = article.split("=")
            code = f"{family[:3].upper()}-{number:03d}"
            company.products.append(
                Product(ids.take(), name, code, family, int(price), name not in _WITHDRAWN)
            )


def _add_campaigns(company: Company, rng: Random, span: Span) -> None:
    ids = IdSequence("Campaign")
    kinds = (
        ("Pameran Industri", "Trade Show", "Pameran", 4, 185_000_000),
        ("Iklan Pencarian", "Advertisement", "Iklan Digital", 75, 60_000_000),
        ("Webinar Gudang Aman", "Webinar", "Website", 14, 12_000_000),
    )
    day = span.first_day
    number = 0
    while day < span.nights[-1] - timedelta(days=20):
        name, kind, source, length, budget = kinds[number % len(kinds)]
        last = day + timedelta(days=length)
        title = f"{name} {day.year}-{day.month:02d}"
        cost = round_to(budget * rng.uniform(0.7, 1.4), 100_000)
        company.campaigns.append(Campaign(ids.take(), title, kind, source, day, last, cost))
        day += timedelta(days=rng.randrange(28, 46))
        number += 1
