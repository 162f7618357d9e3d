"""The parse of the dbt project: once per state of the code, for every company, night and test.

Nothing that differs between two nights or two companies is part of it (see profiles.yml and
Build), so that it lies beside the project. A folder is one state and never changes: a night that
has begun with one is not disturbed by whoever edits a model meanwhile.
What does not belong here: running models.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from pathlib import Path

from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly import dbt_command
from orchestration.nightly.inputs import hash_of_files

PARTIAL_PARSE = "partial_parse.msgpack"
MANIFEST = "manifest.json"
KEPT = 5
AT_WORK = "parsing_"


def parses(settings: Settings) -> Path:
    """Where parses lie: beside the project, or in the data folder where that is read-only."""
    target = dbt_command.PROJECT / "target"
    place = target if target.exists() else dbt_command.PROJECT
    return (target if os.access(place, os.W_OK) else settings.dagster) / "parsed"


def ensure_manifest(settings: Settings) -> Path:
    """Return the path of an up-to-date manifest.json, parsing the project when there is none.

    From nothing that takes some 17 s, after a change of a few files 5. Raises NightError with
    dbt's own complaint when the project does not parse.
    """
    folder = parses(settings)
    folder.mkdir(parents=True, exist_ok=True)
    state = hash_of_files(dbt_command.PROJECT, [dbt_command.version(), sys.version])
    parsed = folder / state[:16]
    # Dagster's web server, daemon and code server get here at once: one parses, the others wait.
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not parsed.exists():
            _parse(settings, parsed)
    return parsed / MANIFEST


def _parse(settings: Settings, parsed: Path) -> None:
    earlier = sorted(parsed.parent.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime)
    work = Path(tempfile.mkdtemp(prefix=AT_WORK, dir=parsed.parent))
    try:
        if earlier:
            shutil.copy(earlier[-1] / PARTIAL_PARSE, work)
        done = dbt_command.run(settings, "parse", "--target", "nightly", output=work)
        if done.returncode != 0:
            raise NightError(f"The dbt project does not parse. {complaint(done.stdout)}")
        work.rename(parsed)
    finally:
        # what a killed parse left goes with it
        for left in [*parsed.parent.glob(f"{AT_WORK}*"), *earlier[: 1 - KEPT]]:
            shutil.rmtree(left, ignore_errors=True)


def complaint(output: str) -> str:
    """Return dbt's error lines as one line, without its clock."""
    lines = [line.split("  ", 1)[-1].strip() for line in output.splitlines()]
    start = next((i for i, line in enumerate(lines) if "Error" in line), max(len(lines) - 3, 0))
    return " ".join(line for line in lines[start:] if line)[:600]
