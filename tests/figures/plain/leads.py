"""Leads: how many of a month and source converted and won, and how fast they were answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from tests.figures.plain.deals import Deal
from tests.figures.plain.history import History
from tests.figures.plain.read import Row, instant, local_day, yes


@dataclass
class Lead:
    """A lead as it stands today; one that was merged away is part of its survivor."""

    lead_id: str
    source: str
    owner_ids: list[str]  # all that ever owned it, oldest first
    created_at: datetime
    is_converted: bool
    converted_day: date | None
    contact_id: str
    is_won: bool
    answers: list[datetime] = field(default_factory=list)

    @property
    def owner_id(self) -> str:
        """Today's owner."""
        return self.owner_ids[-1]

    @property
    def created_day(self) -> date:
        """Business day of creation."""
        return local_day(self.created_at)

    @property
    def first_answer(self) -> datetime | None:
        """The first answer after the lead was there."""
        return min((at for at in self.answers if at >= self.created_at), default=None)


def read_leads(landing: Path, deals: list[Deal]) -> list[Lead]:
    """All leads that count: not deleted, merged ones once, with the answers they were given."""
    exports = History(landing, "Lead")
    won = {deal.deal_id for deal in deals if deal.is_won}
    found: dict[str, Lead] = {}
    for lead_id in exports.rows:
        row = exports.latest(lead_id)
        if not row["MasterRecordId"] and not exports.is_deleted_now(lead_id):
            found[lead_id] = _lead(row, shown_in(exports.rows[lead_id], "OwnerId"), won)
    by_contact: dict[str, Lead] = {}
    for lead in sorted(found.values(), key=lambda lead: lead.created_at):
        if lead.contact_id:
            by_contact.setdefault(lead.contact_id, lead)
    for people, created_at, at in answers(landing):
        named = [survivor(exports, who) for who in people if who in exports.rows]
        if named:
            if named[-1] in found:
                found[named[-1]].answers.append(at)
            continue
        # A lead's activities move to its contact on conversion: what came before is the lead's.
        for lead in [by_contact[who] for who in people if who in by_contact]:
            was_lead = lead.converted_day is not None and local_day(at) <= lead.converted_day
            if was_lead and created_at >= lead.created_at:
                lead.answers.append(at)
    return list(found.values())


def survivor(exports: History, lead_id: str) -> str:
    """The lead that a merge, or several in a row, left standing."""
    master = exports.latest(lead_id)["MasterRecordId"]
    return survivor(exports, master) if master else lead_id


def answers(landing: Path) -> Iterator[tuple[list[str], datetime, datetime]]:
    """Whom a completed outbound call, e-mail, meeting or visit was for, entered and done when.

    All that ever stood in WhoId are given, oldest first.
    """
    tasks, events = History(landing, "Task"), History(landing, "Event")
    for task_id, nights in tasks.rows.items():
        row = tasks.latest(task_id)
        is_answer = row["Type"] == "Email" or (
            row["Type"] == "Call" and row["CallType"] in ("Outbound", "")
        )
        if is_answer and yes(row["IsClosed"]) and not tasks.is_deleted_now(task_id):
            yield (
                shown_in(nights, "WhoId"),
                instant(row["CreatedDate"]),
                instant(row["CompletedDateTime"]),
            )
    for event_id, nights in events.rows.items():
        row = events.latest(event_id)
        ended_at = instant(row["EndDateTime"])
        is_over = local_day(ended_at) <= events.nights[-1]
        if is_over and not yes(row["IsChild"]) and not events.is_deleted_now(event_id):
            yield shown_in(nights, "WhoId"), instant(row["CreatedDate"]), ended_at


def shown_in(nights: dict[date, Row], column: str) -> list[str]:
    """What a column showed from night to night, without blanks and repetitions."""
    values: list[str] = []
    for night in sorted(nights):
        value = nights[night][column]
        if value and value not in values[-1:]:
            values.append(value)
    return values


def _lead(row: Row, owner_ids: list[str], won: set[str]) -> Lead:
    created_at = instant(row["CreatedDate"])
    is_converted = yes(row["IsConverted"])
    converted_day = None
    if is_converted:
        converted_day = max(date.fromisoformat(row["ConvertedDate"]), local_day(created_at))
    return Lead(
        lead_id=row["Id"],
        source=row["LeadSource"] or "not_provided",
        owner_ids=owner_ids,
        created_at=created_at,
        is_converted=is_converted,
        converted_day=converted_day,
        contact_id=row["ConvertedContactId"],
        is_won=row["ConvertedOpportunityId"] in won,
    )
