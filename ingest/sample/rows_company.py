"""Rows of users, roles, territories, assignments, products, campaigns and exchange rates."""

from datetime import date, timedelta

from ingest.sample.clock import Span, at, months_between
from ingest.sample.company import User
from ingest.sample.fx import book_rate, inverse
from ingest.sample.ids import IdSequence, salesforce_id
from ingest.sample.leads import Lead
from ingest.sample.rows import Row, money, stamp
from ingest.sample.world import World

_MAIL_DOMAIN = "sinardistribusi.example"


def company_rows(world: World) -> list[Row]:
    """All rows of the objects that describe the company itself."""
    return [
        *_users(world),
        *_roles(world),
        *_territories(world),
        *_user_territories(world),
        *_account_territories(world),
        *_products(world),
        *_campaigns(world),
        *_members(world),
        *_rates(world.span),
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


def _products(world: World) -> list[Row]:
    created = world.company.founded
    return [
        Row("Product2", product.product_id).change(
            created,
            IsDeleted=False,
            Name=product.name,
            ProductCode=product.code,
            Family=product.family,
            IsActive=product.is_active,
            ListPrice__c=money(product.list_price * 100),
            CurrencyIsoCode="IDR",
            CreatedDate=stamp(created),
        )
        for product in world.company.products
    ]


def _campaigns(world: World) -> list[Row]:
    owner = world.company.users[0].user_id
    rows = []
    for campaign in world.company.campaigns:
        created = at(campaign.first_day - timedelta(days=14), 9)
        row = Row("Campaign", campaign.campaign_id).change(
            created,
            IsDeleted=False,
            Name=campaign.name,
            Type=campaign.kind,
            Status="Planned",
            StartDate=campaign.first_day,
            EndDate=campaign.last_day,
            BudgetedCost=money(campaign.budget * 100),
            CurrencyIsoCode="IDR",
            IsActive=True,
            OwnerId=owner,
            CreatedDate=stamp(created),
        )
        row.change(at(campaign.first_day, 8), Status="In Progress")
        cost = campaign.budget * (90 + campaign.budget // 100_000 % 25)
        row.change(
            at(campaign.last_day, 18), Status="Completed", IsActive=False, ActualCost=money(cost)
        )
        rows.append(row)
    return rows


def _members(world: World) -> list[Row]:
    ids = IdSequence("CampaignMember")
    return [_member(ids.take(), lead) for lead in world.leads if lead.campaign and not lead.deleted]


def _member(member_id: str, lead: Lead) -> Row:
    created = lead.created + 30
    row = Row("CampaignMember", member_id).change(
        created,
        IsDeleted=False,
        CampaignId=lead.campaign.campaign_id if lead.campaign else "",
        LeadId=lead.lead_id,
        Status="Sent",
        HasResponded=False,
        CreatedDate=stamp(created),
    )
    if lead.answered is not None and lead.answered > created:
        row.change(lead.answered, Status="Responded", HasResponded=True)
    if lead.converted is not None and lead.contact is not None:
        row.change(lead.converted, ContactId=lead.contact.contact_id)
    if lead.merged is not None:
        row.change(lead.merged[0], LeadId=lead.merged[1].lead_id)
    return row


def _rates(span: Span) -> list[Row]:
    """The corporate currency, and one row per quarter, whose end is known when the next begins."""
    ids = IdSequence("DatedConversionRate")
    first = date(span.first_day.year - 1, 1, 1)
    quarters = [m for m in months_between(first, span.nights[-1]) if m.month % 3 == 1]
    open_end = date(9999, 12, 31)
    rows = [
        Row("DatedConversionRate", ids.take()).change(
            at(first, 6), IsoCode="IDR", StartDate=first, NextStartDate=open_end, ConversionRate="1"
        )
    ]
    for quarter, following in zip(quarters, [*quarters[1:], None], strict=True):
        row = Row("DatedConversionRate", ids.take()).change(
            at(quarter, 6),
            IsoCode="USD",
            StartDate=quarter,
            NextStartDate=open_end,
            ConversionRate=f"{inverse(book_rate(quarter)):f}",
        )
        if following is not None:
            row.change(at(following, 6), NextStartDate=following)
        rows.append(row)
    return rows
