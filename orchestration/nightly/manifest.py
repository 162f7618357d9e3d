"""The dbt manifest that Dagster reads its assets from, rebuilt when the project has changed.

It lies in the data folder, so that two companies on one checkout never share one.
What does not belong here: running models.
"""

import os
import shutil
from pathlib import Path

from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly import dbt_command
from orchestration.nightly.inputs import hash_of_files

PARTIAL_PARSE = "partial_parse.msgpack"
STAMP = "project.sha256"


def manifest_folder(settings: Settings) -> Path:
    """Where the manifest and dbt's parse cache of this data folder lie."""
    return settings.dagster / "dbt"


def ensure_manifest(
    settings: Settings, *, build_file: Path | None = None, variables: str = "{}"
) -> Path:
    """Return the path of an up-to-date manifest.json, building it (some 8 s) when it is not.

    dbt reuses a parse only for the same profile and variables: a night that is going to build
    names its own here, and saves parsing everything a second time. Raises NightError with dbt's
    own complaint when the project does not parse.
    """
    folder = manifest_folder(settings)
    manifest, stamp = folder / "manifest.json", folder / STAMP
    state = hash_of_files(dbt_command.PROJECT, dbt_command.environment(settings).values())
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return manifest
    # Several Dagster processes may get here at once: each parses on its own, the last one wins.
    work = folder.with_name(f"dbt.{os.getpid()}.tmp")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        if (folder / PARTIAL_PARSE).exists():
            shutil.copy(folder / PARTIAL_PARSE, work)
        done = dbt_command.run(
            settings,
            *("parse", "--target", "nightly", "--vars", variables),
            output=work,
            build_file=build_file,
        )
        if done.returncode != 0:
            raise NightError(f"The dbt project does not parse. {complaint(done.stdout)}")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (PARTIAL_PARSE, "manifest.json"):
            if (work / name).exists():
                (work / name).replace(folder / name)
        stamp.write_text(state, encoding="utf-8")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def complaint(output: str) -> str:
    """Return dbt's error lines as one line, without its clock."""
    lines = [line.split("  ", 1)[-1].strip() for line in output.splitlines()]
    start = next((i for i, line in enumerate(lines) if "Error" in line), max(len(lines) - 3, 0))
    return " ".join(line for line in lines[start:] if line)[:600]
