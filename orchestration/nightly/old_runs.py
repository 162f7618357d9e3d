"""Delete old runs and their events from Dagster's records, so that these do not grow for ever.

A night leaves some 30 MB of events. Dagster's own retention (see dagster.yaml) knows ticks only.
What does not belong here: how the records of one run are deleted (see orchestration.event_log).
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from orchestration.nightly.progress import progress

if TYPE_CHECKING:
    from dagster import DagsterInstance

# Measured: a run is deleted in about half a second. An instance with hundreds of old ones is
# cleared over some nights, and no night waits for it.
MOST_SECONDS = 10.0


def delete_old_runs(instance: "DagsterInstance", keep_days: int) -> int:
    """Delete runs created more than so many days ago, the oldest first; returns how many.

    Kept in any case are unfinished runs, the latest night that succeeded, and the run by which the
    schedule knows which date it asked for last. Stops after some seconds, but not before one run is
    gone; what a deletion that was cut off has left is deleted too.
    """
    from orchestration.event_log import OpenSqliteEventLog

    deadline = time.monotonic() + MOST_SECONDS
    count = 0
    for run_id in _deletable(instance, keep_days):
        # Its output goes first: once the run is gone, nobody would look for it.
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        instance.delete_run(run_id)
        count += 1
        if time.monotonic() > deadline:
            break
    else:
        storage = instance.event_log_storage
        if count and isinstance(storage, OpenSqliteEventLog):
            storage.shrink()
    if count:
        progress(f"Dagster: deleted {count} runs older than {keep_days} days")
    return count


def _deletable(instance: "DagsterInstance", keep_days: int) -> Iterator[str]:
    from dagster import DagsterRunStatus, RunsFilter
    from dagster._core.storage.dagster_run import FINISHED_STATUSES

    from orchestration.event_log import OpenSqliteEventLog
    from orchestration.jobs import NIGHTLY_REFRESH
    from orchestration.schedules import last_requested_run

    storage = instance.event_log_storage
    if isinstance(storage, OpenSqliteEventLog):
        # Looked up before the runs: a run that begins now has no file yet, or is among them.
        with_events = set(storage.get_all_run_ids())
        yield from sorted(with_events - {run.run_id for run in instance.get_runs()})
    succeeded = RunsFilter(job_name=NIGHTLY_REFRESH, statuses=[DagsterRunStatus.SUCCESS])
    spared = {run.run_id for run in instance.get_runs(succeeded, limit=1)}
    if requested := last_requested_run(instance):
        spared.add(requested.run_id)
    old = RunsFilter(
        statuses=list(FINISHED_STATUSES),
        created_before=datetime.now(UTC) - timedelta(days=keep_days),
    )
    for record in instance.get_run_records(old, ascending=True):
        if record.dagster_run.run_id not in spared:
            yield record.dagster_run.run_id
