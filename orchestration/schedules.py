"""When jobs run: nightly at 02:00 of the company's time zone, missed nights included.

What does not belong here: what a night does.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg
from dagster._core.storage.tags import PARTITION_NAME_TAG, SCHEDULE_NAME_TAG

from ingest.settings import Settings
from orchestration.jobs import NIGHTLY_REFRESH, nightly_refresh

SCHEDULE_NAME = f"{NIGHTLY_REFRESH}_schedule"
MOST_NIGHTS_AT_ONCE = 31
TIME_ZONE = ZoneInfo(Settings.from_env().time_zone)


@dg.schedule(
    name=SCHEDULE_NAME,
    job=nightly_refresh,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="02:00 on the 23rd runs the 22nd, after every night that was missed before it.",
)
def nightly_refresh_schedule(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest]:
    """Request one run per missed business date, oldest first; the queue runs them one by one.

    Dagster 1.13 evaluates only the latest of several missed ticks (its catch-up asks for a
    partition set, which schedules no longer carry), so the missing dates are found here.
    """
    nights = nights_to_run(
        context.scheduled_execution_time.astimezone(TIME_ZONE),
        last_requested_night(context.instance),
    )
    return [
        dg.RunRequest(run_key=night.isoformat(), partition_key=night.isoformat())
        for night in nights
    ]


def nights_to_run(tick: datetime, last: date | None) -> list[date]:
    """Return the business dates after ``last`` up to the day before the tick, oldest first."""
    newest = tick.date() - timedelta(days=1)
    missed = (newest - last).days if last else 1
    count = max(min(missed, MOST_NIGHTS_AT_ONCE), 0)
    return [newest - timedelta(days=back) for back in reversed(range(count))]


def last_requested_night(instance: dg.DagsterInstance) -> date | None:
    """Return the latest business date this schedule has requested, None if it never did."""
    run = last_requested_run(instance)
    return night_of(run) if run else None


def last_requested_run(instance: dg.DagsterInstance) -> dg.DagsterRun | None:
    """Return the run of the latest business date this schedule has requested."""
    runs = instance.get_runs(
        filters=dg.RunsFilter(job_name=NIGHTLY_REFRESH, tags={SCHEDULE_NAME_TAG: SCHEDULE_NAME}),
        limit=MOST_NIGHTS_AT_ONCE,
    )
    return max((run for run in runs if PARTITION_NAME_TAG in run.tags), key=night_of, default=None)


def night_of(run: dg.DagsterRun) -> date:
    """Return the business date a run was requested for."""
    return date.fromisoformat(run.tags[PARTITION_NAME_TAG])
