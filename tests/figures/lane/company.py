"""A company whose nights are loaded and built in this process: no dbt, no Dagster, no publication.

What a night loads, and whether it continues an earlier build, is decided by the night's own code.
No expectations live here.
"""

from datetime import date
from pathlib import Path
from typing import Any

from ingest import sample
from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY, Settings
from orchestration.nightly.as_of import latest_delivery
from orchestration.nightly.base import BuildState
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.dev import load_everything
from orchestration.nightly.inputs import Inputs, read_inputs
from orchestration.nightly.plan import Plan, current_state, make_plan
from orchestration.nightly.workspace import Workspace
from orchestration.publishing.publish import Publisher
from orchestration.publishing.store import Store
from tests.figures.lane.project import compiled
from tests.figures.lane.warehouse import Warehouse

SHARED_DATA = REPOSITORY.parent / "shared" / "data"


def write_sample(data: Path, *, nights: int, scale: float, seed: int = 42) -> None:
    """Write the simulator's exports into `data/landing` and its truth into `data/truth`."""
    sample.write_sample(data / "landing", data / "truth", nights, scale, seed)


class Company:
    """One data folder; `timezone=…` stands for PANTAU_TIMEZONE."""

    def __init__(self, data: Path, **settings: str) -> None:
        """Nothing is loaded yet."""
        self.data = data
        chosen = {f"PANTAU_{name.upper()}": value for name, value in settings.items()}
        self.settings = Settings.from_env({"PANTAU_DATA": str(data), **chosen})
        self.plan: Plan | None = None
        self._state: BuildState | None = None
        self._warehouse: Warehouse | None = None

    def load(self) -> None:
        """Load what lies in landing, as a night's first steps do."""
        load_everything(self.settings)

    def night(self, as_of: str | None = None) -> Warehouse:
        """Load, build from raw and run every data test; fails where one finds something."""
        self.load()
        return self.from_raw(as_of, is_tested=True)

    def from_raw(
        self,
        as_of: str | date | None = None,
        *,
        known_at: str = "",
        up_to_history: bool = False,
        is_tested: bool = False,
    ) -> Warehouse:
        """Build everything in a new warehouse from what is loaded, or all up to history."""
        project = compiled(self.settings, Build(self._date(as_of), self.data, known_at=known_at))
        warehouse = Warehouse(self.data)
        warehouse.build(project, up_to_history=up_to_history)
        if is_tested:
            assert warehouse.failures(project) == {}
        return warehouse

    def continue_night(
        self, as_of: str | date | None = None, *, up_to_history: bool = False
    ) -> Warehouse:
        """Build a night on this company's last one, and keep it as `make nightly` does.

        What the next night makes anew is dropped only when that begins, so that it can be read.
        """
        day = self._date(as_of)
        state = current_state(self.settings, Inputs(day, "", code="test", settings="", landing=""))
        self.plan = make_plan(self._state, state, from_scratch=False)
        project = compiled(self.settings, Build(day, self.data, plan=self.plan.to_json()))
        if self.plan.reason or not self._warehouse:
            self._warehouse = Warehouse(self.data)
        else:
            self._warehouse.keep_history()
        self._warehouse.build(
            project, is_continued=not self.plan.reason, up_to_history=up_to_history
        )
        self._state = state
        return self._warehouse

    def failures(
        self, warehouse: Warehouse, as_of: str | date | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Run every data test on a build of this company."""
        project = compiled(self.settings, Build(self._date(as_of), self.data))
        return warehouse.failures(project)

    def publish(self, as_of: str) -> None:
        """Load, build from raw into a file and publish that, as the end of a night does."""
        self.load()
        workspace = Workspace(self.settings, "published_here")
        workspace.prepare()
        day = self._date(as_of)
        project = compiled(self.settings, Build(day, workspace.folder))
        warehouse = Warehouse(self.data, workspace.build_file)
        warehouse.build(project)
        assert warehouse.failures(project) == {}
        warehouse.connection.close()
        Publisher(
            store=Store(self.settings.published),
            contracts=load_contracts().values(),
            inputs=read_inputs(self.settings, day),
            run_id="published_here",
            keep=7,
            scratch=workspace.scratch,
        ).publish(workspace.build_file)
        workspace.clean()

    def kept_tables(self) -> set[str]:
        """What the next night is handed: tables by name, and views, of which there are none."""
        assert self._warehouse
        self._warehouse.keep_history()
        rows = self._warehouse.query(
            "select table_name from duckdb_tables() where database_name = current_database()"
            " union all select view_name from duckdb_views() where database_name ="
            " current_database() and not internal"
        )
        return {name for (name,) in rows}

    def _date(self, as_of: str | date | None) -> date:
        if isinstance(as_of, date):
            return as_of
        wanted = date.fromisoformat(as_of) if as_of else None
        return wanted or latest_delivery(self.settings, load_contracts())
