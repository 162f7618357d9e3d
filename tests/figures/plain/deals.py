"""Deals: what happened to each, who held it on a day, and what it is worth."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tests.figures.plain.history import History
from tests.figures.plain.money import Rates
from tests.figures.plain.read import Row, amount, instant, local_day

OPEN_STAGES = ["Prospek", "Prospek Kualifikasi", "Presentasi", "Penawaran", "Penutupan"]
WON, LOST = "Closed Won", "Closed Lost"


@dataclass(frozen=True)
class Change:
    """A deal as it stood from an instant on."""

    at: datetime
    day: date
    stage: str
    amount: Decimal | None
    close_date: date | None

    @property
    def is_open(self) -> bool:
        """Whether the deal was neither won nor lost."""
        return self.stage in OPEN_STAGES


class Deal:
    """One opportunity with its changes, oldest first."""

    def __init__(self, deal_id: str, exports: History, changes: list[Change], rates: Rates) -> None:
        self.deal_id = deal_id
        self.as_of = exports.nights[-1]
        self.changes = _closed_when_the_record_says(changes, exports.latest(deal_id), self.as_of)
        self.is_deleted = exports.is_deleted_now(deal_id)
        self.currency = exports.latest(deal_id)["CurrencyIsoCode"]
        self.created_day = local_day(instant(exports.latest(deal_id)["CreatedDate"]))
        self.closing = _standing_closing(self.changes)
        self._exports = exports
        self._rates = rates

    @property
    def is_won(self) -> bool:
        """Whether the deal counts as won today."""
        return not self.is_deleted and self.changes[-1].stage == WON

    @property
    def is_lost(self) -> bool:
        """Whether the deal counts as lost today."""
        return not self.is_deleted and self.changes[-1].stage == LOST

    def was_deleted(self, day: date) -> bool:
        """Whether the deal was known to be deleted at the end of the day."""
        return self._exports.is_deleted(self.deal_id, day)

    def owner(self, day: date) -> str:
        """Who owned the deal in that day's export."""
        return self._exports.on(self.deal_id, day)["OwnerId"]

    def account(self, day: date) -> str:
        """Whose deal it was in that day's export."""
        return self._exports.on(self.deal_id, day)["AccountId"]

    def state(self, day: date) -> Change | None:
        """How the deal stood at the end of the day; None before it was created."""
        past = [change for change in self.changes if change.day <= day]
        return past[-1] if past else None

    def rupiah(self, value: Decimal | None) -> Decimal | None:
        """At the rate of the closing day, or of the business date while the deal is open."""
        day = self.closing.day if self.closing else self.as_of
        return self._rates.rupiah(value, self.currency, day)

    def last_open_amount(self) -> Decimal | None:
        """What the deal was worth before it closed: some set the amount to zero on losing."""
        return self.rupiah([change for change in self.changes if change.is_open][-1].amount)

    def cycle_days(self) -> int | None:
        """Days from creation to closing; none if it closed before it was created."""
        if self.closing is None or self.closing.day < self.created_day:
            return None
        return (self.closing.day - self.created_day).days


def read_deals(landing: Path) -> list[Deal]:
    """All deals of all exports, deleted ones too."""
    exports, histories, rates = (
        History(landing, "Opportunity"),
        History(landing, "OpportunityHistory"),
        Rates(landing),
    )
    changes: dict[str, list[Row]] = {}
    for change_id in histories.rows:
        row = histories.latest(change_id)
        changes.setdefault(row["OpportunityId"], []).append(row)
    deals = []
    for deal_id in sorted(exports.rows):
        rows = sorted(changes[deal_id], key=lambda row: (row["CreatedDate"], row["Id"]))
        record = exports.latest(deal_id)
        fields = ("StageName", "Amount", "CloseDate")
        if [record[field] for field in fields] != [rows[-1][field] for field in fields]:
            raise ValueError(f"{deal_id} is not as its last change left it: {record}, {rows[-1]}")
        deals.append(Deal(deal_id, exports, [_change(row) for row in rows], rates))
    return deals


def _change(row: Row) -> Change:
    at = instant(row["CreatedDate"])
    close_date = date.fromisoformat(row["CloseDate"]) if row["CloseDate"] else None
    if row["StageName"] not in [*OPEN_STAGES, WON, LOST]:
        raise ValueError(f"{row['OpportunityId']} was in the unknown stage {row['StageName']}")
    return Change(at, local_day(at), row["StageName"], amount(row["Amount"]), close_date)


def _standing_closing(changes: list[Change]) -> Change | None:
    """The first entry into the present closed stage after the deal was open last."""
    closing: Change | None = None
    for change in changes:
        if change.is_open:
            closing = None
        elif closing is None or closing.stage != change.stage:
            closing = change
    return closing


def _closed_when_the_record_says(changes: list[Change], record: Row, last: date) -> list[Change]:
    """The changes with the standing closing on the record's own close date, if that has come.

    What lies between that day and the closing as logged is no longer true; what was corrected
    after the closing did not happen before it.
    """
    closing = _standing_closing(changes)
    if closing is None or not record["CloseDate"]:
        return changes
    day = date.fromisoformat(record["CloseDate"])
    if day > last:
        return changes
    place = changes.index(closing)
    before = [change for change in changes[:place] if change.day <= day]
    after = [replace(change, day=max(change.day, day)) for change in changes[place + 1 :]]
    return [*before, replace(closing, day=day), *after]
