"""How dbt is called: as a subprocess, from its own folder, with absolute paths in its environment.

In one process with Dagster, dbt would keep the build file's lock until that process ends.
What does not belong here: Dagster, and what the models say.
"""

import contextlib
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.settings import REPOSITORY, Settings

PROJECT = REPOSITORY / "dbt_project"


@dataclass(frozen=True)
class Build:
    """What dbt builds: for which business date, in which folder, continuing what.

    ``plan`` is what a night continues, as JSON; without it everything is built from raw.
    ``known_at`` (UTC) leaves out what came later. None of it is part of what dbt parses.
    """

    as_of: date
    folder: Path
    plan: str = ""
    known_at: str = ""

    def environment(self) -> dict[str, str]:
        """Return the variables that the project's macros and its profile read."""
        return {
            "PANTAU_BUILD": str(self.folder),
            "PANTAU_AS_OF_DATE": self.as_of.isoformat(),
            "PANTAU_AS_KNOWN_AT": self.known_at,
            "PANTAU_NIGHT_PLAN": self.plan,
        }


def command() -> list[str]:
    """Return what stands before dbt's own arguments: this Python and the child that minds us."""
    return [sys.executable, "-P", str(Path(__file__).with_name("dbt_child.py")), "--no-use-colors"]


def environment(
    settings: Settings, build: Build | None = None, parsed: Path | None = None
) -> dict[str, str]:
    """Return the variables dbt and its project read, whatever the caller's own look like.

    ``parsed`` is the folder of a parse of the project as it stands (see manifest).
    """
    return {
        "PANTAU_DATA": str(settings.data),
        "PANTAU_REPORTING_CURRENCY": settings.reporting_currency,
        "PANTAU_TIMEZONE": settings.time_zone,
        "PANTAU_FISCAL_YEAR_START": str(settings.fiscal_year_start),
        "PANTAU_FISCAL_CALENDAR": settings.fiscal_calendar,
        "PANTAU_FISCAL_WEEK_START": str(settings.fiscal_week_start),
        "PANTAU_PARSED": str(parsed or ""),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        # every statement in the log would cost a tenth of dbt's own time
        "DBT_LOG_LEVEL_FILE": "info",
        **(build.environment() if build else {}),
    }


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


def run(
    settings: Settings,
    *arguments: str,
    output: Path,
    build: Build | None = None,
    parsed: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one dbt command to its end with its target and log folder at ``output``."""
    return subprocess.run(
        [*command(), *arguments],
        cwd=PROJECT,
        env={
            **os.environ,
            **environment(settings, build, parsed),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": str(output),
            "DBT_LOG_PATH": str(output),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def version() -> str:
    """Return the installed dbt-core's version without starting it."""
    return importlib.metadata.version("dbt-core")
