"""Rows of opportunities, their history and lines, tasks and events."""

from collections.abc import Iterator

from ingest.sample.activities import Meeting, Task
from ingest.sample.clock import local_date, month_start
from ingest.sample.ids import IdSequence, salesforce_id
from ingest.sample.opportunities import STAGES, WON, Opportunity, State
from ingest.sample.rows import Row, Value, money, stamp
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
    """All rows of opportunities, history, lines, tasks and events."""
    history_ids = IdSequence("OpportunityHistory")
    entry_of = {
        product.product_id: salesforce_id("PricebookEntry", 500 + number)
        for number, product in enumerate(world.company.products)
    }
    rows: list[Row] = []
    for opportunity in world.opportunities:
        rows.append(_opportunity(opportunity))
        rows.extend(_history(opportunity, history_ids))
        rows.extend(_lines(opportunity, entry_of))
    rows.extend(map(_task, world.activities.tasks))
    rows.extend(map(_event, world.activities.meetings))
    return rows


def count_pushes(states: list[State]) -> Iterator[int]:
    """After each state, how often the close date has moved to a later month."""
    pushes = 0
    for number, state in enumerate(states):
        before = states[number - 1] if number else state
        pushes += month_start(state.close_date) > month_start(before.close_date)
        yield pushes


def _opportunity(opportunity: Opportunity) -> Row:
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


def _about(item: Task | Meeting, row: Row) -> Row:
    """Who and what an activity is about: a lead, or a contact and an opportunity.

    On conversion the CRM moves a lead's activities to the contact and the account.
    """
    opportunity, contact = item.opportunity, item.contact
    fields: dict[str, Value] = {}
    if contact is not None:
        fields["WhoId"] = contact.contact_id
    if opportunity is not None:
        fields["WhatId"] = opportunity.opportunity_id
        fields["AccountId"] = opportunity.account.standing_at(item.created).account_id
        merged = opportunity.account.merged
        if merged and merged[0] > item.created:
            row.change(merged[0], AccountId=merged[1].account_id)
    lead = item.lead if isinstance(item, Task) else None
    if lead is not None:
        fields["WhoId"] = lead.lead_id
        if lead.converted is not None and lead.contact and lead.account:
            row.change(
                lead.converted,
                WhoId=lead.contact.contact_id,
                AccountId=lead.account.standing_at(lead.converted).account_id,
            )
            if lead.account.merged and lead.account.merged[0] > lead.converted:
                row.change(lead.account.merged[0], AccountId=lead.account.merged[1].account_id)
        elif lead.merged is not None:
            row.change(lead.merged[0], WhoId=lead.merged[1].lead_id)
        else:
            row.delete(lead.deleted)
    if opportunity is not None:
        row.delete(opportunity.deleted)
    return row.change(item.created, **fields)


def _task(task: Task) -> Row:
    is_done = task.completed is not None and task.completed <= task.created
    row = Row("Task", task.task_id).change(
        task.created,
        IsDeleted=False,
        Subject=task.subject,
        ActivityDate=task.due,
        Status="Completed" if is_done else "Not Started",
        Priority="Normal",
        IsHighPriority=False,
        OwnerId=task.owner.user_id,
        Type=task.kind,
        IsClosed=is_done,
        CompletedDateTime=stamp(task.completed) if is_done else "",
        CallType=task.call_type,
        CallDurationInSeconds=task.seconds or "",
        CallDisposition=task.outcome,
        TaskSubtype={"Call": "Call", "Email": "Email"}.get(task.kind, "Task"),
        CreatedDate=stamp(task.created),
        CreatedById=task.owner.user_id,
    )
    if task.completed is not None and not is_done:
        row.change(
            task.completed,
            Status="Completed",
            IsClosed=True,
            CompletedDateTime=stamp(task.completed),
        )
    return _about(task, row)


def _event(meeting: Meeting) -> Row:
    area = meeting.opportunity.account.territory.first.area
    is_visit = meeting.kind == "Kunjungan"
    row = Row("Event", meeting.event_id).change(
        meeting.created,
        IsDeleted=False,
        Subject=meeting.subject,
        ActivityDate=local_date(meeting.start),
        ActivityDateTime=stamp(meeting.start),
        StartDateTime=stamp(meeting.start),
        EndDateTime=stamp(meeting.start + meeting.minutes * 60),
        DurationInMinutes=meeting.minutes,
        Location=area.city if is_visit and area else "",
        EventSubtype="Event",
        Type=meeting.kind,
        IsChild=False,
        OwnerId=meeting.owner.user_id,
        CreatedDate=stamp(meeting.created),
        CreatedById=meeting.owner.user_id,
    )
    return _about(meeting, row)
