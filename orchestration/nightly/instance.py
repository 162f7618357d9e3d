"""The Dagster instance of a data folder: its home, and the runs that died in it.

`dagster.yaml` stands at the top of the repository; Dagster wants it in its home, so each data
folder gets a copy and the repository stays free of run data.
What does not belong here: starting runs.
"""

import os
from typing import TYPE_CHECKING

from ingest.settings import REPOSITORY, Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance


def prepare_home(settings: Settings) -> None:
    """Make the data folder Dagster's home for this process and its children."""
    settings.dagster.mkdir(parents=True, exist_ok=True)
    wanted = (REPOSITORY / "dagster.yaml").read_text(encoding="utf-8")
    target = settings.dagster / "dagster.yaml"
    if not target.exists() or target.read_text(encoding="utf-8") != wanted:
        temporary = target.with_name(f"dagster.yaml.{os.getpid()}.tmp")
        temporary.write_text(wanted, encoding="utf-8")
        temporary.replace(target)
    os.environ["DAGSTER_HOME"] = str(settings.dagster)
    # Dagster looks for dotenv files and telemetry state; both stay away from the checkout.
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")


def mark_dead_run(instance: "DagsterInstance", run_id: str | None) -> bool:
    """Mark a run as failed whose process is gone; a queue of one would wait for it for hours."""
    run = instance.get_run_by_id(run_id) if run_id else None
    if run is None or run.is_finished:
        return False
    instance.report_run_failed(run, "The process of this run ended without a word (killed?).")
    return True
