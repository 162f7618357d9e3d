"""Rows of opportunities, their history and their lines."""

from collections.abc import Iterator

from ingest.sample.clock import month_start
from ingest.sample.ids import IdSequence, salesforce_id
from ingest.sample.opportunities import LOST, STAGES, WON, Opportunity, State
from ingest.sample.rows import Row, money, stamp
from ingest.sample.world import World

PROBABILITY = (10, 25, 45, 65, 85, 100, 0)
_FORECAST = ("Pipeline", "Pipeline", "BestCase", "BestCase", "Forecast", "Closed", "Omitted")
_FORECAST_NAME = ("Pipeline", "Pipeline", "Best Case", "Best Case", "Commit", "Closed", "Omitted")
_NEXT_STEP = (
    "Telepon perkenalan",
    "Tanyakan anggaran dan jadwal",
    "Atur presentasi",
    "Tindak lanjuti penawaran",
    "Siapkan kontrak",
    "",
    "",
)


def deal_rows(world: World) -> list[Row]:
    """All rows of opportunities, history and lines."""
    history_ids = IdSequence("OpportunityHistory")
    entry_of = {
        product.product_id: salesforce_id("PricebookEntry", 500 + number)
        for number, product in enumerate(world.company.products)
    }
    rows: list[Row] = []
    for opportunity in world.opportunities:
        rows.append(_opportunity(opportunity, world.loss_reasons[opportunity.opportunity_id]))
        rows.extend(_history(opportunity, history_ids))
        rows.extend(_lines(opportunity, entry_of))
    return rows


def count_pushes(states: list[State]) -> Iterator[int]:
    """After each state, how often the close date has moved to a later month."""
    pushes = 0
    for number, state in enumerate(states):
        before = states[number - 1] if number else state
        pushes += month_start(state.close_date) > month_start(before.close_date)
        yield pushes


def _opportunity(opportunity: Opportunity, loss_reason: str) -> Row:
    row = Row("Opportunity", opportunity.opportunity_id).change(
        opportunity.created,
        IsDeleted=False,
        AccountId=opportunity.account.account_id,
        Name=opportunity.name,
        Type=opportunity.kind,
        LeadSource=opportunity.source,
        CurrencyIsoCode=opportunity.currency,
        CampaignId=opportunity.campaign.campaign_id if opportunity.campaign else "",
        Pricebook2Id=salesforce_id("Pricebook2", 31),
        OwnerId=opportunity.owner.first.user_id,
        CreatedDate=stamp(opportunity.created),
    )
    staged = opportunity.created
    stage = -1
    for state, pushes in zip(opportunity.states, count_pushes(opportunity.states), strict=True):
        if state.stage != stage:
            stage, staged = state.stage, state.instant
        row.change(
            state.instant,
            StageName=STAGES[stage],
            Amount=money(state.amount),
            Probability=PROBABILITY[stage],
            ExpectedRevenue=_expected(state),
            CloseDate=state.close_date,
            IsClosed=not state.is_open,
            IsWon=stage == WON,
            ForecastCategory=_FORECAST[stage],
            ForecastCategoryName=_FORECAST_NAME[stage],
            FiscalYear=state.close_date.year,
            FiscalQuarter=(state.close_date.month + 2) // 3,
            NextStep=_NEXT_STEP[stage],
            LossReason__c=loss_reason if stage == LOST else "",
            HasOpportunityLineItem=any(
                line.versions[0][0] <= state.instant for line in opportunity.lines
            ),
            PushCount=pushes,
            LastStageChangeDate=stamp(staged),
        )
    for instant, owner in opportunity.owner.changes():
        row.change(instant, OwnerId=owner.user_id)
    account = opportunity.account
    if account.merged is not None:
        row.change(
            max(account.merged[0], opportunity.created), AccountId=account.merged[1].account_id
        )
    return row.delete(opportunity.deleted)


def _expected(state: State) -> str:
    return "" if state.amount is None else money(state.amount * PROBABILITY[state.stage] // 100)


def _history(opportunity: Opportunity, ids: IdSequence) -> Iterator[Row]:
    before: State | None = None
    for state in opportunity.states:
        row = Row("OpportunityHistory", ids.take()).change(
            state.instant,
            OpportunityId=opportunity.opportunity_id,
            CreatedById=opportunity.owner.at(state.instant).user_id,
            CreatedDate=stamp(state.instant),
            StageName=STAGES[state.stage],
            Amount=money(state.amount),
            ExpectedRevenue=_expected(state),
            CloseDate=state.close_date,
            Probability=PROBABILITY[state.stage],
            ForecastCategory=_FORECAST[state.stage],
            CurrencyIsoCode=opportunity.currency,
            IsDeleted=False,
            PrevAmount=money(before.amount) if before else "",
            PrevCloseDate=before.close_date if before else "",
        )
        before = state
        yield row.delete(opportunity.deleted)


def _lines(opportunity: Opportunity, entry_of: dict[str, str]) -> Iterator[Row]:
    for order, line in enumerate(opportunity.lines, start=1):
        created, _, _ = line.versions[0]
        row = Row("OpportunityLineItem", line.line_id).change(
            created,
            IsDeleted=False,
            OpportunityId=opportunity.opportunity_id,
            PricebookEntryId=entry_of[line.product.product_id],
            Product2Id=line.product.product_id,
            ProductCode=line.product.code,
            Name=line.product.name,
            ListPrice=money(line.list_price),
            CurrencyIsoCode=opportunity.currency,
            SortOrder=order,
            CreatedDate=stamp(created),
        )
        for instant, quantity, price in line.versions:
            row.change(
                instant,
                Quantity=f"{quantity}.00",
                UnitPrice=money(price),
                TotalPrice=money(quantity * price),
            )
        yield row.delete(opportunity.deleted)
