"""Checks that warn when a feed is late; they never stop a night.

What does not belong here: freshness of anything that was built.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import dagster as dg

from ingest.contracts import Contract
from orchestration.assets.ingest import LOAD_LOG
from orchestration.nightly.as_of import latest_exports
from orchestration.resources import Night

GRACE_DAYS = 1


def late_feed_checks(contracts: Mapping[str, Contract]) -> dg.AssetChecksDefinition:
    """Return one check per source that has a cadence."""
    cadences = {
        source: contract.cadence_days
        for source, contract in contracts.items()
        if contract.cadence_days is not None
    }

    @dg.multi_asset_check(
        name="late_feeds",
        specs=[
            dg.AssetCheckSpec(
                name=check_name(source),
                asset=LOAD_LOG,
                blocking=False,
                description=f"{source} comes every {days} day(s); {GRACE_DAYS} day of grace.",
            )
            for source, days in cadences.items()
        ],
    )
    def late_feeds(
        context: dg.AssetCheckExecutionContext, night: Night
    ) -> Iterator[dg.AssetCheckResult]:
        as_of = night.as_of(context.run)
        newest = latest_exports(night.settings, as_of)
        for source, cadence in cadences.items():
            late = days_late(newest.get(source), cadence, as_of)
            yield dg.AssetCheckResult(
                check_name=check_name(source),
                asset_key=LOAD_LOG,
                passed=late == 0,
                severity=dg.AssetCheckSeverity.WARN,
                description=describe(source, newest.get(source), late),
                metadata={"days_late": late},
            )

    return late_feeds


def check_name(source: str) -> str:
    """Return the name of a source's check."""
    return f"{source}_is_on_time"


def days_late(newest: date | None, cadence_days: int, as_of: date) -> int:
    """Return by how many days a feed is overdue; a source that never delivered is not in use."""
    if newest is None:
        return 0
    return max((as_of - newest).days - cadence_days - GRACE_DAYS, 0)


def describe(source: str, newest: date | None, late: int) -> str:
    """Return what an operator should know about a feed."""
    if newest is None:
        return f"{source} has not delivered anything yet."
    if late:
        return f"{source} is {late} day(s) late: its latest export is of {newest}."
    return f"{source} is on time: its latest export is of {newest}."
