"""One night from the operator's side: is it needed, run it, say how it went.

What does not belong here: printing (the caller's), and the work itself (the job's).
"""

import time
import uuid
from dataclasses import dataclass

from ingest.contracts import usable_contracts
from ingest.settings import Settings
from orchestration.nightly import as_of as business_date
from orchestration.nightly.claim import claimed
from orchestration.nightly.inputs import Inputs, read_inputs
from orchestration.nightly.manifest import ensure_manifest
from orchestration.nightly.options import Options
from orchestration.nightly.progress import progress
from orchestration.nightly.run import run_job
from orchestration.nightly.summary import failure_lines, success_lines
from orchestration.publishing.hold import Hold
from orchestration.publishing.store import Store


@dataclass(frozen=True)
class Report:
    """How a night ended, ready to be printed."""

    succeeded: bool
    lines: list[str]


def run_night(
    settings: Settings, asked: str | None, *, force: bool, from_scratch: bool = False
) -> Report:
    """Run a night unless nothing has changed; raises NightError before any work is done.

    ``force`` also publishes what was rolled back, ``from_scratch`` builds from raw.
    """
    began = time.monotonic()
    # A slip in them must not show at the end of a night.
    Options.from_env()
    with claimed(settings) as claim:
        from ingest.loads import prepare_raw
        from orchestration.jobs import FORCE_TAG, FROM_SCRATCH_TAG

        store = Store(settings.published)
        if claim.repaired:
            progress(f"finished a switch of readers that was cut off: {claim.repaired}")
        contracts, broken = usable_contracts()
        for error in broken.values():
            progress(f"{error} The night goes on without this source.")
        wanted = business_date.parse(asked, settings) if asked else None
        latest = business_date.latest_delivery(settings, contracts, until=wanted)
        as_of = wanted or latest
        prepare_raw(settings, contracts)
        inputs = read_inputs(settings, as_of)
        if not (force or from_scratch) and (reason := reason_to_rest(store, inputs)):
            return Report(True, [reason])
        progress("checking the models")
        run_id = str(uuid.uuid4())
        ensure_manifest(settings)
        dead_run = claim.dead.run_id if claim.dead else None
        tags = {FORCE_TAG: force, FROM_SCRATCH_TAG: from_scratch}
        result = run_job(
            settings,
            as_of,
            run_id=run_id,
            tags={tag: "true" for tag, is_set in tags.items() if is_set},
            dead_run=dead_run,
        )
        seconds = time.monotonic() - began
    if result.failure:
        version = (store.current() or {}).get("version")
        return Report(False, failure_lines(settings, as_of, result, version))
    lines = [f"Not loaded: {error}" for error in broken.values()]
    return Report(True, [*lines, *success_lines(settings, as_of, result, seconds)])


def reason_to_rest(store: Store, inputs: Inputs) -> str | None:
    """Return why this night would change nothing, or None when it has to run."""
    current = store.current()
    if current is None:
        return None
    version = current["version"]
    hold = Hold.read(store.folder)
    if hold.holds(None, inputs.content) and inputs.landing == hold.landing:
        return (
            f"Rolled back to {version}, and nothing new since: {hold.versions[0]} is held back. "
            "To publish it all the same: make nightly FORCE=1"
        )
    if current["input_fingerprint"] == inputs.fingerprint and (
        current["input_landing"] == inputs.landing
    ):
        return f"Nothing new since {version}; readers keep it."
    return None
