"""Rows of tasks and events."""

from ingest.sample.clock import local_date
from ingest.sample.desk import Meeting, Task
from ingest.sample.rows import Row, Value, stamp
from ingest.sample.world import World


def activity_rows(world: World) -> list[Row]:
    """All rows of tasks and events."""
    return [*map(_task, world.activities.tasks), *map(_event, world.activities.meetings)]


def _about(item: Task | Meeting, row: Row) -> Row:
    """Who and what an activity is about: a lead, a case, or a contact and an opportunity.

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
    case = item.case if isinstance(item, Task) else None
    if case is not None:
        fields["WhatId"] = case.case_id
        fields["AccountId"] = case.account.standing_at(item.created).account_id
        if case.account.merged and case.account.merged[0] > item.created:
            row.change(case.account.merged[0], AccountId=case.account.merged[1].account_id)
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
