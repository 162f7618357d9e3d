"""The business date of a night: asked for, or the latest export that was delivered.

What does not belong here: which dates Dagster offers (see partitions).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb

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
    today = datetime.now(ZoneInfo(settings.time_zone)).date()
    if not FIRST <= wanted <= today:
        raise NightError(
            f"The business date {wanted} lies outside {FIRST} to {today} (today in "
            f"{settings.time_zone}). Choose one with AS_OF=YYYY-MM-DD."
        )


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


def latest_delivery(settings: Settings, contracts: object) -> date:
    """Placeholder until the ingest can list landing."""
    return latest_export(settings)
