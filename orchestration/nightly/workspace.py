"""The private place of one run: its build file, dbt's output and DuckDB's overflow files.

Everything in ``build/`` belongs to the run that holds the lock; what an earlier run left is
removed when the next one starts. The build file has the same name in every run, which dbt's parse
depends on.
What does not belong here: the published folder.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from ingest.settings import Settings
from orchestration.errors import NightError

MEBIBYTE = 1 << 20
# Measured on the simulator's exports: build file, copy, Parquet and stable copy together stay
# below four times the raw Parquet plus three times what is published; a night that continues
# a build works on a copy of it.
SPARE_BYTES = 256 * MEBIBYTE
RAW_FACTOR = 4
PUBLISHED_FACTOR = 3
ATTEMPTS = 10
PAUSE_SECONDS = 0.5


def lock_file(settings: Settings) -> Path:
    """The lock of a data folder; it stands outside ``build/``, which a new run empties."""
    return settings.data / "nightly.lock"


@dataclass(frozen=True)
class Workspace:
    """Paths of one run: ``build/<run id>/``."""

    settings: Settings
    run_id: str

    @property
    def folder(self) -> Path:
        """What dbt's profile is told; see dbt_project/profiles.yml."""
        return self.settings.build / self.run_id

    @property
    def build_file(self) -> Path:
        """Tonight's candidate, deleted whatever happens."""
        return self.folder / "pantau_nightly.duckdb"

    @property
    def dbt_output(self) -> Path:
        """dbt's target and log folder, kept until the next run for whoever looks for a cause."""
        return self.folder / "dbt"

    @property
    def scratch(self) -> Path:
        """Where DuckDB may overflow to."""
        return self.folder / "tmp"

    def prepare(self) -> None:
        """Remove what dead runs left, and refuse to begin on a disk that is nearly full."""
        remove_leftovers(self.settings.build)
        self.scratch.mkdir(parents=True, exist_ok=True)
        check_free_space(self.settings)

    def clean(self) -> None:
        """Delete the build file and the overflow files."""
        self.build_file.unlink(missing_ok=True)
        self.build_file.with_name(f"{self.build_file.name}.wal").unlink(missing_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)


def remove_leftovers(build: Path) -> None:
    """Empty the build folder; the caller holds the lock, so that only the dead have files here.

    The dbt of a killed night lives on for a moment and may still write: then once more.
    """
    for _ in range(ATTEMPTS):
        for path in build.iterdir() if build.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if not build.is_dir() or not any(build.iterdir()):
            return
        time.sleep(PAUSE_SECONDS)


def check_free_space(settings: Settings) -> None:
    """Raise NightError when the disk would fill up: a full disk would cost the whole night."""
    raw = sum(path.stat().st_size for path in settings.raw.rglob("*.parquet"))
    stable = settings.published / "pantau.duckdb"
    published = stable.stat().st_size if stable.exists() else 0
    base = settings.base.stat().st_size if settings.base.exists() else 0
    needed = SPARE_BYTES + RAW_FACTOR * raw + PUBLISHED_FACTOR * published + base
    free = shutil.disk_usage(settings.build).free
    if free < needed:
        raise NightError(
            f"Only {free // MEBIBYTE:,} MB are free below {settings.data}, this night needs about "
            f"{needed // MEBIBYTE:,} MB. Free some space; readers keep what they have."
        )
