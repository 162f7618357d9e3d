"""Rows of quotes."""

from datetime import timedelta

from ingest.sample.clock import local_date
from ingest.sample.quotes import Quote
from ingest.sample.rows import Row, money, stamp
from ingest.sample.world import World


def quote_rows(world: World) -> list[Row]:
    """All rows of quotes."""
    return [_quote(quote) for quote in world.quotes]


def _quote(quote: Quote) -> Row:
    opportunity = quote.opportunity
    created, status = quote.statuses[0]
    row = Row("Quote", quote.quote_id).change(
        created,
        IsDeleted=False,
        OpportunityId=opportunity.opportunity_id,
        QuoteNumber=f"{quote.number:08d}",
        Name=f"{opportunity.name} v{quote.version}",
        Status=status,
        ExpirationDate=local_date(created) + timedelta(days=30),
        GrandTotal=money(quote.amount),
        CurrencyIsoCode=opportunity.currency,
        CreatedDate=stamp(created),
    )
    for instant, later in quote.statuses[1:]:
        row.change(instant, Status=later)
    return row.delete(opportunity.deleted)
