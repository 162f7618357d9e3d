"""Rows of users, roles, territories and assignments."""

from ingest.sample.company import User
from ingest.sample.ids import IdSequence, salesforce_id
from ingest.sample.rows import Row, stamp
from ingest.sample.world import World

_MAIL_DOMAIN = "sinardistribusi.example"


def company_rows(world: World) -> list[Row]:
    """All rows of the sales organisation and its territories."""
    return [
        *_users(world),
        *_roles(world),
        *_territories(world),
        *_user_territories(world),
        *_account_territories(world),
    ]


def _users(world: World) -> list[Row]:
    return [_user(world, user) for user in world.company.users]


def _user(world: World, user: User) -> Row:
    region_of = {team.role_id: lead.region for team, lead, _ in world.company.teams}
    mail = user.person.mail(_MAIL_DOMAIN)
    row = Row("User", user.user_id).change(
        user.hired,
        Username=mail,
        Name=user.person.full,
        FirstName=user.person.first,
        LastName=user.person.last,
        Email=mail,
        Title=user.title,
        Department="Penjualan",
        Division=user.region,
        ManagerId=user.manager_id.first,
        UserRoleId=user.role.first.role_id,
        ProfileId=salesforce_id("Profile", 11 if user.is_rep else 12),
        IsActive=True,
        UserType="Standard",
        TimeZoneSidKey=user.city.time_zone,
        City=user.city.city,
        State=user.city.state,
        Country="Indonesia",
        CreatedDate=stamp(user.hired),
    )
    for (instant, role), (_, manager) in zip(
        user.role.changes(), user.manager_id.changes(), strict=True
    ):
        row.change(
            instant,
            UserRoleId=role.role_id,
            ManagerId=manager,
            Division=region_of.get(role.role_id, user.region),
        )
    if user.left is not None:
        row.change(user.left, IsActive=False)
    return row


def _roles(world: World) -> list[Row]:
    return [
        Row("UserRole", role.role_id).change(
            world.company.founded, Name=role.name, ParentRoleId=role.parent_id
        )
        for role in world.company.roles
    ]


def _territories(world: World) -> list[Row]:
    return [
        Row("Territory2", territory.territory_id).change(
            world.company.founded,
            Name=territory.name,
            DeveloperName=territory.code,
            Territory2TypeId=salesforce_id("Territory2Type", 21),
            Territory2ModelId=salesforce_id("Territory2Model", 22),
            ParentTerritory2Id=territory.parent_id,
        )
        for territory in world.company.territories
    ]


def _user_territories(world: World) -> list[Row]:
    ids = IdSequence("UserTerritory2Association")
    rows = []
    for user in world.company.reps:
        starts = [(user.hired, user.territories.first), *user.territories.changes()]
        ends = [*user.territories.instants, user.left]
        for (start, territories), end in zip(starts, ends, strict=True):
            for territory in territories:
                row = Row("UserTerritory2Association", ids.take(), removed=end).change(
                    start,
                    UserId=user.user_id,
                    Territory2Id=territory.territory_id,
                    IsActive=True,
                    RoleInTerritory2="Sales Rep",
                )
                rows.append(row)
    return rows


def _account_territories(world: World) -> list[Row]:
    ids = IdSequence("ObjectTerritory2Association")
    rows = []
    for account in world.customers.accounts:
        starts = [(account.created, account.territory.first), *account.territory.changes()]
        ends = [*account.territory.instants, account.merged[0] if account.merged else None]
        for number, ((start, territory), end) in enumerate(zip(starts, ends, strict=True)):
            rows.append(
                Row("ObjectTerritory2Association", ids.take(), removed=end).change(
                    start,
                    ObjectId=account.account_id,
                    SobjectType="Account",
                    Territory2Id=territory.territory_id,
                    AssociationCause="Territory2Manual" if number else "Territory2AssignmentRule",
                )
            )
    return rows
