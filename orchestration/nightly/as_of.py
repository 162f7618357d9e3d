"""The business date of a night: asked for, or the latest export that was delivered.

What does not belong here: which dates Dagster offers (see partitions).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb

from ingest.contracts import Contract
from ingest.discovery import discover
from ingest.ledger import read_ledger
from ingest.settings import Settings
from orchestration.errors import NightError

FIRST = date(2010, 1, 1)


def parse(text: str, settings: Settings) -> date:
    """Return an AS_OF that the operator typed; raises NightError when it cannot be run."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        raise NightError(f"AS_OF is {text!r}: write a date such as 2026-01-31.") from None
    check(wanted, settings)
    return wanted


def check(wanted: date, settings: Settings) -> None:
    """Raise NightError for a date before 2010 or after today in the company's time zone."""
    newest = today(settings)
    if not FIRST <= wanted <= newest:
        raise NightError(
            f"The business date {wanted} lies outside {FIRST} to {newest} (today in "
            f"{settings.time_zone}). Choose one with AS_OF=YYYY-MM-DD."
        )


def today(settings: Settings) -> date:
    """Return today's date where the company is."""
    return datetime.now(ZoneInfo(settings.time_zone)).date()


def latest_export(settings: Settings) -> date:
    """Return the latest export date of a loaded delivery; raises NightError when there is none."""
    log_file = settings.raw / "load_log.parquet"
    newest = None
    if log_file.exists():
        newest = duckdb.execute(
            "select max(export_as_of) from read_parquet(?) where status = 'loaded'",
            [str(log_file)],
        ).fetchall()[0][0]
    if newest is None:
        raise NightError(
            f"Nothing has been loaded yet. Put exports into {settings.landing}/<source>/<date>/."
        )
    return date.fromisoformat(str(newest))


def latest_exports(settings: Settings, as_of: date) -> dict[str, date]:
    """Return the latest loaded export date per source, up to a business date."""
    rows = duckdb.execute(
        """
        select source_system, max(export_as_of) from read_parquet(?)
        where status = 'loaded' and export_as_of <= ? group by 1
        """,
        [str(settings.raw / "load_log.parquet"), as_of],
    ).fetchall()
    return {source: date.fromisoformat(str(newest)) for source, newest in rows}


def latest_delivery(
    settings: Settings, contracts: dict[str, Contract], until: date | None = None
) -> date:
    """Return the latest export date up to a date, loaded or still in landing.

    Refused files count, so that the date stays the same when they are refused again; dates in
    the future or before 2010 are slips of a hand and do not. Raises NightError without any.
    """
    dates = {record.export_as_of for record in read_ledger(settings)}
    for contract in contracts.values():
        deliveries, _ = discover(settings.landing, contract)
        dates |= {delivery.export_as_of for delivery in deliveries}
    last = until or today(settings)
    possible = [day for day in dates if day and FIRST <= day <= last]
    if not possible:
        raise NightError(
            f"Nothing was delivered that is dated up to {last}. Put exports into "
            f"{settings.landing}/<source>/<date>/ and run make nightly again."
        )
    return max(possible)
