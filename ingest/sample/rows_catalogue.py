"""Rows of products, campaigns, their members and exchange rates."""

from datetime import date, timedelta

from ingest.sample.clock import Span, at, months_between
from ingest.sample.fx import book_rate, inverse
from ingest.sample.ids import IdSequence
from ingest.sample.leads import Lead
from ingest.sample.rows import Row, money, stamp
from ingest.sample.world import World


def catalogue_rows(world: World) -> list[Row]:
    """All rows of products, campaigns, their members and exchange rates."""
    return [*_products(world), *_campaigns(world), *_members(world), *_rates(world.span)]


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
