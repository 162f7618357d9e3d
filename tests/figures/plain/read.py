"""Delivered files as lists of rows, and the values in them as dates, times and amounts."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

Row = dict[str, str]

COMPANY_ZONE = ZoneInfo("Asia/Jakarta")
CENT = Decimal("0.01")


def nights(landing: Path) -> list[date]:
    """Dates of the nightly exports, oldest first."""
    return sorted(date.fromisoformat(folder.name) for folder in (landing / "salesforce").iterdir())


def export(landing: Path, night: date, object_name: str) -> list[Row]:
    """Rows of one object in one night's export; its parts may lie in several ZIPs."""
    rows: list[Row] = []
    for path in sorted((landing / "salesforce" / night.isoformat()).glob("WE_*.ZIP")):
        with zipfile.ZipFile(path) as archive:
            if f"{object_name}.csv" not in archive.namelist():
                continue
            with archive.open(f"{object_name}.csv") as member:
                rows.extend(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8", newline="")))
    return rows


def latest_sheet(landing: Path, name: str) -> list[Row]:
    """Rows of a planning sheet as it was last delivered; a row that is gone no longer holds."""
    path = sorted((landing / "planning").glob(f"*/{name}.csv"))[-1]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def instant(text: str) -> datetime:
    """A date-time of the CRM, which writes them in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def local_day(moment: datetime) -> date:
    """The business day of an instant: the date that the calendar in Jakarta showed."""
    return moment.astimezone(COMPANY_ZONE).date()


def yes(text: str) -> bool:
    """A checkbox of the CRM."""
    return {"1": True, "true": True, "0": False, "false": False, "": False}[text.lower()]


def amount(text: str) -> Decimal | None:
    """An amount; an empty cell is unknown, not zero."""
    return Decimal(text) if text else None


def known_sum(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum of the known amounts: zero of nothing, unknown where none of them is known."""
    known = [value for value in amounts if value is not None]
    if amounts and not known:
        return None
    return sum(known, Decimal(0))


def share(part: Decimal | int | None, whole: Decimal | int | None) -> float | None:
    """One figure over another; without a denominator there is none."""
    if part is None or not whole:
        return None
    return float(part) / float(whole)


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def month_of(day: date) -> date:
    """First day of the month."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """Last day of the month."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months(first: date, last: date) -> list[date]:
    """First days of all months from the one of `first` to the one of `last`."""
    found = [month_of(first)]
    while month_end(found[-1]) < last:
        found.append(month_end(found[-1]) + timedelta(days=1))
    return found
