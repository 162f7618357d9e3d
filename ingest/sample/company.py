"""The distributor itself: role tree, users, territories, products and campaigns."""

from bisect import insort
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from ingest.sample.catalogue import Campaign, Product, build_campaigns, build_products
from ingest.sample.clock import DAY, Span, Steps, at, lognormal, working_instant
from ingest.sample.geography import REGIONS, Area
from ingest.sample.ids import IdSequence
from ingest.sample.names import Person, draw_person

# Colleagues have different names; a company of thousands runs out of plain ones.
MOST_ATTEMPTS = 40


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
    """A rep or manager: `skill` shifts the log-odds of winning, `pace` stretches waiting times."""

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
    # Asked for with every lead and deal: a large company has too many reps to look at all of them.
    _reps_ever: dict[str, list[User]] = field(default_factory=dict)

    @property
    def reps(self) -> list[User]:
        """The users who sell."""
        return [user for user in self.users if user.is_rep]

    @property
    def areas(self) -> list[Territory]:
        """The territories of the lowest level."""
        return [territory for territory in self.territories if territory.area]

    def give_territories(self, rep: User, territories: Steps[tuple[Territory, ...]]) -> None:
        """Let a rep look after territories, then and now; all changes go through here."""
        rep.territories = territories
        for territory in {one for value in territories.values for one in value}:
            ever = self._reps_ever.setdefault(territory.territory_id, [])
            if rep not in ever:
                # in the order in which they came
                insort(ever, rep, key=lambda one: one.user_id)

    def reps_for(self, territory: Territory, instant: int) -> list[User]:
        """Reps who look after a territory at an instant; everybody present if nobody does."""
        ever = self._reps_ever.get(territory.territory_id, [])
        near = [
            rep
            for rep in ever
            if rep.is_there(instant) and territory in rep.territories.at(instant)
        ]
        if near:
            return near
        present = [rep for rep in self.reps if rep.is_there(instant)]
        return [rep for rep in present if rep.region == territory.region] or present


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
    company.products = build_products()
    company.campaigns = build_campaigns(rng, span)
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
        regional = [t for t in company.areas if t.region == region]
        # A large company has more teams than areas: then some share one.
        areas = regional[place % len(regional) :: seats.count(region)]
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
    attempts = 1
    while person.full in taken:
        person = draw_person(rng, with_middle_name=attempts >= MOST_ATTEMPTS)
        attempts += 1
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
    company.give_territories(rep, Steps(tuple(by_need[:2])))
    rep.is_rep = True
    rep.skill = rng.gauss(0.0, 0.35)
    rep.pace = lognormal(rng, 1.0, 0.25)
    return rep
