"""How dbt is called: as a subprocess, from its own folder, with absolute paths in its environment.

In one process with Dagster, dbt would keep the build file's lock until that process ends.
What does not belong here: Dagster, and what the models say.
"""

import contextlib
import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from ingest.settings import REPOSITORY, Settings

PROJECT = REPOSITORY / "dbt_project"


def command() -> list[str]:
    """Return what stands before dbt's own arguments: this Python and the child that minds us."""
    return [sys.executable, "-P", str(Path(__file__).with_name("dbt_child.py")), "--no-use-colors"]


def environment(
    settings: Settings, build_file: Path | None = None, plan: str = ""
) -> dict[str, str]:
    """Return the variables the dbt project reads, whatever the caller's own look like.

    ``plan`` is what a night continues, as JSON; without it everything is built from raw.
    """
    values = {
        "PANTAU_DATA": str(settings.data),
        "PANTAU_REPORTING_CURRENCY": settings.reporting_currency,
        "PANTAU_TIMEZONE": settings.time_zone,
        "PANTAU_FISCAL_YEAR_START": str(settings.fiscal_year_start),
        "PANTAU_FISCAL_CALENDAR": settings.fiscal_calendar,
        "PANTAU_FISCAL_WEEK_START": str(settings.fiscal_week_start),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    if build_file:
        values["PANTAU_BUILD_FILE"] = str(build_file)
        values["PANTAU_NIGHT_PLAN"] = plan
    return values


@contextlib.contextmanager
def exported(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for as long as a subprocess is being started."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def variables(as_of: date, known_at: str | None = None) -> str:
    """Return the dbt variables of a build; ``known_at`` (UTC) leaves out what came later."""
    values = {"as_of_date": as_of.isoformat()}
    if known_at:
        values["as_known_at"] = known_at
    return json.dumps(values)


def run(
    settings: Settings,
    *arguments: str,
    output: Path,
    build_file: Path | None = None,
    plan: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run one dbt command to its end with its target and log folder at ``output``."""
    return subprocess.run(
        [*command(), *arguments],
        cwd=PROJECT,
        env={
            **os.environ,
            **environment(settings, build_file, plan),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": str(output),
            "DBT_LOG_PATH": str(output),
            # every statement in the log would cost a tenth of dbt's own time
            "DBT_LOG_LEVEL_FILE": "info",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def version() -> str:
    """Return the installed dbt-core's version without starting it."""
    return importlib.metadata.version("dbt-core")
