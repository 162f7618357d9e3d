"""A night at work, to be stopped and killed at a step that shows on the disk.

A step is a new path below the data folder. Between its appearance and the end of the step the
night has much more to do than this process needs to see it. From then on the night stands still
and nothing is a race. No expectations live here.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.e2e.nights import REPOSITORY, environment

# A load is committed, further ones are to come.
LOADING = "raw/salesforce/*/[0-9]*"
# What is copied for readers is on its way; its last step renames it.
PUBLISHING = "published/[!.]*.tmp"
POLL_SECONDS = 0.002
# Only a failure takes as long.
MOST_SECONDS = 900


def building(model: str) -> str:
    """Return the step in which dbt is about to run the SQL of a model, as `core/fct_leads`."""
    return f"build/*/dbt/run/pantau/models/{model}.sql"


class NightAtWork:
    """A night in a process group of its own; whatever is left of it ends with the block."""

    def __init__(self, data: Path, repository: Path = REPOSITORY) -> None:
        self.data, self.repository = data, repository

    def __enter__(self) -> "NightAtWork":
        self._found = set(self.data.rglob("*"))
        self._said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "nightly"],
            cwd=self.repository,
            env=environment(self.data),
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(ProcessLookupError):  # nothing is left after a kill
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._said.close()

    def stop_at(self, step: str) -> None:
        """Wait for the step and let everything of the night stand still."""
        wait_until(lambda: self._is_over() or self.new(step), step)
        os.killpg(self.process.pid, signal.SIGSTOP)

    def new(self, pattern: str) -> list[Path]:
        """The paths that this night has made."""
        return [path for path in self.data.glob(pattern) if path not in self._found]

    def kill(self) -> None:
        """End the night and the dbt it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_without_dbt(self) -> None:
        """End the night alone, and wait for its dbt to let go of the build file."""
        (build_file,) = self.new("build/*/pantau_nightly.duckdb")
        self.process.kill()
        self.process.wait()
        os.killpg(self.process.pid, signal.SIGCONT)
        wait_until(lambda: is_let_go(build_file), "the end of dbt")

    def _is_over(self) -> bool:
        if self.process.poll() is None:
            return False
        self._said.seek(0)
        raise AssertionError(f"the night was over too soon:\n{self._said.read()}")


def wait_until(is_so: Callable[[], object], what: str) -> None:
    """Look every few milliseconds until it is so."""
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(POLL_SECONDS)


def is_let_go(file: Path) -> bool:
    """Whether no process has a DuckDB file open for writing; dbt has, until its process ends."""
    with file.open("r+b") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
