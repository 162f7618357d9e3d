"""Run the nightly job once, in this process, against the data folder's Dagster instance.

What does not belong here: deciding whether a night is needed (see night).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.settings import Settings
from orchestration.nightly.console import silenced
from orchestration.nightly.instance import mark_dead_run, prepare_home
from orchestration.nightly.lock import sign
from orchestration.nightly.progress import progress
from orchestration.nightly.workspace import lock_file

if TYPE_CHECKING:
    from dagster import DagsterEvent, ExecuteInProcessResult
    from dagster._utils.error import SerializableErrorInfo

LOG_NAME = "last_night.log"
STOPPED = "it was stopped from outside."
OWN_ERROR = re.compile(r"^[\w.]*\b(NightError|IngestError|LockedError|ContractError): ")


@dataclass(frozen=True)
class NightResult:
    """What a run reported: metadata per asset key, warnings of checks, and why it failed."""

    run_id: str
    failure: str | None
    assets: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def run_job(
    settings: Settings, as_of: date, *, run_id: str, tags: dict[str, str], dead_run: str | None
) -> NightResult:
    """Run `nightly_refresh` for one business date; failures come back in the result."""
    prepare_home(settings)
    progress("Dagster starts")
    with silenced(settings.dagster / LOG_NAME):
        import dagster as dg

        from orchestration.definitions import defs
        from orchestration.jobs import NIGHTLY_REFRESH

        sign(lock_file(settings), run_id)
        with dg.DagsterInstance.get() as instance:
            mark_dead_run(instance, dead_run)
            result = defs.resolve_job_def(NIGHTLY_REFRESH).execute_in_process(
                instance=instance,
                run_id=run_id,
                partition_key=as_of.isoformat(),
                tags=tags,
                raise_on_error=False,
            )
            return _read(result)


def _read(result: "ExecuteInProcessResult") -> NightResult:
    assets: dict[tuple[str, ...], dict[str, Any]] = {}
    for event in result.get_asset_materialization_events():
        if event.asset_key:
            metadata = event.materialization.metadata
            assets[tuple(event.asset_key.path)] = {k: v.value for k, v in metadata.items()}
    warnings = [
        evaluation.description or evaluation.check_name
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.severity.value == "WARN"
    ]
    failures = [_step_reason(event) for event in result.all_events if event.is_step_failure]
    failures += [
        innermost(event.job_failure_data.error)
        for event in result.all_events
        if event.is_job_failure
    ]
    failure = None if result.success else next(filter(None, failures), STOPPED)
    return NightResult(result.run_id, failure, assets, _notes(result), warnings)


def _notes(result: "ExecuteInProcessResult") -> list[str]:
    from orchestration.assets.ingest import NOTES

    lines: set[str] = set()
    for event in result.get_asset_observation_events():
        told = event.asset_observation_data.asset_observation.metadata.get(NOTES)
        if told and isinstance(told.value, list):
            lines.update(str(line) for line in told.value)
    return sorted(lines)


def _step_reason(event: "DagsterEvent") -> str | None:
    """Return what a step said itself, else the innermost exception."""
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return data.user_failure_data.description
    return innermost(data.error)


def innermost(error: "SerializableErrorInfo | None") -> str | None:
    """Return the first cause of an error in one line, our own errors without their class."""
    while error and error.cause:
        error = error.cause
    if error is None:
        return None
    if "DagsterExecutionInterruptedError" in error.message:
        return STOPPED
    return OWN_ERROR.sub("", " ".join(error.message.split()))
