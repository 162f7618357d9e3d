"""Speed to lead: working minutes from the creation of a lead to its first answer.

The working day is 9 to 17 o'clock, Monday to Friday, without national holidays and joint leave, on
the clock of the lead's first owner: whom a lead is given to later does not change what was asked.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from tests.figures.plain.history import History
from tests.figures.plain.leads import Lead
from tests.figures.plain.read import COMPANY_ZONE, latest_sheet, month_of, share

OPENING, CLOSING = time(9), time(17)
SLA_SECONDS = 60 * 60


class WorkingTime:
    """The calendar of the company, on the clocks of its people."""

    def __init__(self, landing: Path) -> None:
        # The region of a national holiday is the country; a province's own closes no company.
        self.days_off = {
            date.fromisoformat(row["holiday_date"])
            for row in latest_sheet(landing, "holidays")
            if row["region"] in ("ID", "")
        }
        self._users = History(landing, "User")
        self.end_of_today = datetime.combine(
            self._users.nights[-1] + timedelta(days=1), time(0), COMPANY_ZONE
        ).astimezone(UTC)

    def zone(self, lead: Lead) -> ZoneInfo:
        """The first owner's zone on the day the lead came; without one, the company's."""
        for owner_id in lead.owner_ids:
            if owner_id in self._users.rows:
                name = self._users.on(owner_id, lead.created_day)["TimeZoneSidKey"]
                return ZoneInfo(name) if name else COMPANY_ZONE
        return COMPANY_ZONE

    def seconds(self, start: datetime, end: datetime, zone: ZoneInfo) -> int:
        """Working seconds between two instants, added up day by day."""
        total = 0
        day = start.astimezone(zone).date()
        while day <= end.astimezone(zone).date():
            if day.weekday() < 5 and day not in self.days_off:
                opening = max(datetime.combine(day, OPENING, zone).astimezone(UTC), start)
                closing = min(datetime.combine(day, CLOSING, zone).astimezone(UTC), end)
                total += max(int((closing - opening).total_seconds()), 0)
            day += timedelta(days=1)
        return total


@dataclass
class Speed:
    """The leads of a month, source and owner."""

    minutes: list[int] = field(default_factory=list)
    untouched_count: int = 0
    within_sla_count: int = 0
    breached_count: int = 0

    @property
    def median_response_minutes(self) -> float | None:
        """Median over the answered leads."""
        return float(median(self.minutes)) if self.minutes else None

    @property
    def within_sla_rate(self) -> float | None:
        """In time, of those that were or can no longer be."""
        return share(self.within_sla_count, self.within_sla_count + self.breached_count)


def speeds(leads: list[Lead], working: WorkingTime) -> dict[tuple[date, str, str], Speed]:
    """By month of creation, source and today's owner."""
    found: dict[tuple[date, str, str], Speed] = {}
    for lead in leads:
        key = (month_of(lead.created_day), lead.source, lead.owner_id)
        speed = found.setdefault(key, Speed())
        answer = lead.first_answer
        end = answer or working.end_of_today
        taken = working.seconds(lead.created_at, end, working.zone(lead))
        if answer is None:
            speed.untouched_count += 1
            speed.breached_count += taken > SLA_SECONDS
            continue
        speed.minutes.append(taken // 60)
        speed.breached_count += taken > SLA_SECONDS
        speed.within_sla_count += taken <= SLA_SECONDS
    return found
