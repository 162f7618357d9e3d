"""Resources: what steps of one run share, and what surrounds the run as a whole.

What does not belong here: work that one step does on its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import dagster as dg
import duckdb
from dagster._core.storage.tags import PARTITION_NAME_TAG
from dagster_dbt import DbtCliResource
from packaging.version import Version
from pydantic import PrivateAttr
from sqlalchemy.exc import SQLAlchemyError

from ingest.settings import Settings
from orchestration.jobs import FROM_SCRATCH_TAG
from orchestration.nightly import dbt_command
from orchestration.nightly.as_of import latest_export
from orchestration.nightly.base import BuildState, keep
from orchestration.nightly.claim import Claim, claimed
from orchestration.nightly.inputs import Inputs, hash_of_landing, read_inputs
from orchestration.nightly.instance import mark_dead_run
from orchestration.nightly.lock import sign
from orchestration.nightly.old_runs import delete_old_runs
from orchestration.nightly.options import Options
from orchestration.nightly.plan import Plan, lay_out
from orchestration.nightly.progress import progress
from orchestration.nightly.workspace import Workspace, lock_file


class Night(dg.ConfigurableResource):
    """One run's claim on the data folder: lock, private build file, state before the ingest.

    Entering waits for another night, finishes a switch-over that was cut off, and clears what
    dead runs left. Leaving deletes the build file.
    """

    wait_seconds: int = 1800
    _options: Options = PrivateAttr()
    _claim: Claim = PrivateAttr()
    _workspace: Workspace = PrivateAttr()
    _landing: str = PrivateAttr()
    _plan: Plan = PrivateAttr()
    _state: BuildState = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Night"]:
        """Hold the data folder for the length of the run."""
        settings, self._options = Settings.from_env(), Options.from_env()
        run_id = context.run_id or "by_hand"
        file = lock_file(settings)
        with claimed(settings, wait_seconds=self.wait_seconds) as claim:
            if claim.dead and context.instance:
                mark_dead_run(context.instance, claim.dead.run_id)
            sign(file, run_id)
            self._claim = claim
            self._workspace = Workspace(settings, run_id)
            self._landing = hash_of_landing(settings.landing)
            self._workspace.prepare()
            try:
                yield self
            finally:
                self._workspace.clean()
            # Not when the night is stopped from outside: then it has to end at once.
            if context.instance:
                self._delete_old_runs(context.instance)

    def _delete_old_runs(self, instance: dg.DagsterInstance) -> None:
        """Clear Dagster's records; readers have their version already, whatever becomes of it."""
        try:
            delete_old_runs(instance, self._options.keep_run_days)
        except (OSError, SQLAlchemyError) as error:
            told = str(error).partition("\n")[0]
            progress(f"Dagster: not all old runs were deleted, the next night tries again: {told}")

    @property
    def options(self) -> Options:
        """How much stays on the disk."""
        return self._options

    @property
    def settings(self) -> Settings:
        """Folders and business settings."""
        return self._workspace.settings

    @property
    def readers_had(self) -> str | None:
        """The version that readers had when this night began."""
        return self._claim.readers_had

    @property
    def workspace(self) -> Workspace:
        """This run's private files."""
        return self._workspace

    def as_of(self, run: dg.DagsterRun) -> date:
        """Return the run's partition; without one, the latest export in the load log."""
        key = run.tags.get(PARTITION_NAME_TAG)
        return date.fromisoformat(key) if key else latest_export(self.settings)

    def inputs(self, as_of: date) -> Inputs:
        """Return the hashes of what this run was made from."""
        return read_inputs(self.settings, as_of, self._landing)

    def lay_out(self, run: dg.DagsterRun) -> Plan:
        """Prepare the build file: a copy of the last good build, or none."""
        self._plan, self._state = lay_out(
            self._workspace,
            self.inputs(self.as_of(run)),
            from_scratch=run.tags.get(FROM_SCRATCH_TAG) == "true",
        )
        return self._plan

    def load_counts(self) -> dict[str, int]:
        """Return how many loads the build is made of, and how many the last good one had not."""
        counts = {"loads_built": self._state.load_count}
        return counts if self._plan.since is None else {**counts, "loads_since": self._plan.since}

    def keep_build(self) -> None:
        """Make this run's build the one that the next night continues.

        Readers have theirs already: where it cannot be kept, the next night starts from raw.
        """
        try:
            keep(self._workspace.build_file, self.settings.base, self._state)
        except (OSError, duckdb.Error) as error:
            progress(f"the build was not kept, the next night starts from raw: {error}")


class QuickDbt(DbtCliResource):
    """dbt as a subprocess, without two things dagster-dbt does before each call.

    Measured: `dbt --version` takes 3 s (and asks the package index for news), setting up an
    adapter inside Dagster takes 2 s. The first is in the package metadata; the second is for row
    counts and column lineage, which nobody asked for.
    """

    @property
    def _cli_version(self) -> Version:
        return Version(dbt_command.version())

    def _initialize_dbt_core_adapter(self, args: Any) -> Any:
        return None


def dbt_resource() -> QuickDbt:
    """Return dbt on the nightly target of this repository's project."""
    return QuickDbt(
        project_dir=str(dbt_command.PROJECT),
        profiles_dir=str(dbt_command.PROJECT),
        target="nightly",
        dbt_executable=dbt_command.command()[0],
        global_config_flags=dbt_command.command()[1:],
    )
