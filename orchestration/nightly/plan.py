"""What tonight's build starts from: a copy of the last good build, or an empty file.

The dbt project gets the plan as JSON in its environment (macro `night_plan`): it asks for it
several times a model, and would open a file each time.
What does not belong here: keeping a build (see base), and any table's SQL.
"""

import json
import shutil
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.settings import Settings
from orchestration.nightly.base import (
    BuildState,
    Loads,
    difference,
    engine_version,
    erased_since,
    loads_known,
    loads_since,
    read_state,
)
from orchestration.nightly.inputs import Inputs
from orchestration.nightly.workspace import Workspace

# A night that catches up on more than this reads everything: the list gets long for an environment
# variable, of which Linux takes 128 kB.
MOST_NEW_LOADS = 2000


@dataclass(frozen=True)
class Plan:
    """Why a build starts from raw, or what it has to do beyond the build it continues."""

    reason: str | None
    previous_as_of: date | None = None
    restarted: set[str] = field(default_factory=set)
    new_loads: Loads = field(default_factory=dict)
    # Loads that the earlier build does not have, None without one. Nights that failed or were
    # killed may have loaded them, so that they need not be new tonight.
    since: int | None = None

    @property
    def line(self) -> str:
        """The plan in words, for the operator."""
        if self.reason:
            return f"from raw: {self.reason}"
        again = f", {len(self.restarted)} feeds from their first load" if self.restarted else ""
        return (
            f"continues the build of {self.previous_as_of}: {self.since:,} loads new since "
            f"then{again}"
        )

    def to_json(self) -> str:
        """The plan as dbt's macro reads it; empty where the build starts from raw."""
        if self.reason:
            return ""
        content = {
            "restarted": sorted(self.restarted),
            "new_loads": {feed: sorted(loads) for feed, loads in sorted(self.new_loads.items())},
        }
        return json.dumps(content)


def current_state(settings: Settings, inputs: Inputs) -> BuildState:
    """Return what a build made now is made of."""
    loads, erased = loads_known(settings, inputs.as_of_date)
    return BuildState(
        as_of_date=inputs.as_of_date,
        code=inputs.code,
        settings=inputs.settings,
        engine=engine_version(),
        loads=loads,
        erased=erased,
    )


def make_plan(before: BuildState | None, now: BuildState, *, from_scratch: bool) -> Plan:
    """Decide whether the kept build can be continued."""
    if from_scratch:
        return Plan("as asked", since=loads_since(before, now) if before else None)
    if before is None:
        return Plan("there is no earlier build to continue")
    return replace(_plan(before, now), since=loads_since(before, now))


def _plan(before: BuildState, now: BuildState) -> Plan:
    for name, what in (
        ("code", "the code changed"),
        ("settings", "a setting changed"),
        ("engine", "another version of dbt or DuckDB is installed"),
    ):
        if getattr(before, name) != getattr(now, name):
            return Plan(what)
    if count := erased_since(before, now):
        return Plan(f"the erase list changed what {count} of its loads hold")
    if now.as_of_date < before.as_of_date:
        return Plan(f"the earlier build is of {before.as_of_date}")
    restarted, new = difference(before.loads, now.loads)
    if sum(len(loads) for loads in new.values()) > MOST_NEW_LOADS:
        return Plan(f"more than {MOST_NEW_LOADS:,} loads are new")
    return Plan(None, before.as_of_date, restarted, new)


def lay_out(workspace: Workspace, inputs: Inputs, *, from_scratch: bool) -> tuple[Plan, BuildState]:
    """Put the file to build in into the workspace; returns the plan and what is built on it."""
    settings = workspace.settings
    base = settings.base
    now = current_state(settings, inputs)
    before = read_state(base)
    plan = make_plan(before, now, from_scratch=from_scratch)
    if before and erased_since(before, now):
        # It holds hashes of what was erased, and no night will continue it.
        base.unlink()
    if plan.reason is None:
        shutil.copyfile(base, workspace.build_file)
    return plan, now
