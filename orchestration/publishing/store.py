"""The published folder: which version readers have, which are kept, and how they are switched.

Layout and the order of a switch-over (each step is atomic and durable before the next begins):

1. ``<version>.tmp/`` is written, verified and flushed, then renamed to ``<version>/``.
2. ``PENDING.json`` names the version to switch to. From here on the switch is finished by the
   next run, whatever happens.
3. Its description goes into ``log/``, which outlives the version.
4. ``pantau.duckdb`` (the stable path) is replaced by a copy of the version's file.
5. ``CURRENT.json`` is replaced. A version newly named here is at the stable path already.
6. ``PENDING.json`` is removed, then versions beyond the kept number are deleted.

What does not belong here: building or reading tables.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.files import sha256_of_file, sync
from orchestration.errors import NightError
from orchestration.publishing.candidate import FILE_NAME
from orchestration.publishing.files import (
    read_json,
    remove,
    replace_with_copy,
    write_json,
)

VERSION_FILE = "version.json"
LOG_FOLDER = "log"
TEMPORARY_SUFFIX = ".tmp"
TRASH_PREFIX = ".trash-"


@dataclass(frozen=True)
class Store:
    """One published folder; every method leaves it whole."""

    folder: Path

    @property
    def stable_file(self) -> Path:
        """The path that never changes for readers."""
        return self.folder / FILE_NAME

    @property
    def current_file(self) -> Path:
        """The JSON that names the published version."""
        return self.folder / "CURRENT.json"

    @property
    def pending_file(self) -> Path:
        """The intent of a switch-over that has begun."""
        return self.folder / "PENDING.json"

    def current(self) -> dict[str, Any] | None:
        """Return CURRENT.json, or None before the first publication."""
        return read_json(self.current_file)

    def describe(self, version: str) -> dict[str, Any] | None:
        """Return the description of a kept version, or None if it is not kept."""
        return read_json(self.folder / version / VERSION_FILE)

    def versions(self) -> list[dict[str, Any]]:
        """Return the descriptions of all kept versions, oldest publication first."""
        found = [self.describe(path.parent.name) for path in self.folder.glob(f"*/{VERSION_FILE}")]
        return sorted(
            (d for d in found if d and (self.folder / d["version"]).is_dir()),
            key=lambda description: (description["sequence"], description["version"]),
        )

    def ever_published(self) -> list[dict[str, Any]]:
        """Return the descriptions of all versions that readers ever had, oldest first."""
        logged = [read_json(path) for path in (self.folder / LOG_FOLDER).glob("[!.]*.json")]
        by_name = {d["version"]: d for d in [*self.versions(), *logged] if d}
        return sorted(by_name.values(), key=lambda d: (d["published_at"], d["sequence"]))

    def next_sequence(self) -> int:
        """Return a number larger than that of every kept version."""
        return max((description["sequence"] for description in self.versions()), default=0) + 1

    def candidate_folder(self, run_id: str) -> Path:
        """Return where a run may write before it knows the name of its version."""
        return self.folder / f"{run_id}{TEMPORARY_SUFFIX}"

    def add(self, candidate: Path, description: dict[str, Any]) -> dict[str, Any]:
        """Name a verified folder (step 1) and return the description of what is kept now.

        A whole version of equal content stays where it is: a run that was cut off may have left
        it, and its bytes need not be the same, only its tables.
        """
        target = self.folder / description["version"]
        kept = self.describe(description["version"])
        if kept and sha256_of_file(target / FILE_NAME) == kept["sha256"]:
            shutil.rmtree(candidate)
            # It is published anew: what came before it, and its turn to be deleted, are new too.
            renewed = description | {name: kept[name] for name in ("sha256", "bytes")}
            write_json(target / VERSION_FILE, renewed)
            return renewed
        shutil.rmtree(target, ignore_errors=True)
        write_json(candidate / VERSION_FILE, description)
        candidate.rename(target)
        sync(self.folder)
        return description

    def switch(self, pending: dict[str, Any]) -> dict[str, Any]:
        """Show another kept version to readers (steps 2 to 6); returns the new CURRENT."""
        write_json(self.pending_file, pending)
        return self._finish(pending)

    def repair(self) -> str | None:
        """Finish a switch-over that was cut off and clear leftovers; says what was finished."""
        if not self.folder.is_dir():
            return None
        for leftover in [*self.folder.glob(f"*{TEMPORARY_SUFFIX}"), *self.folder.glob(".*.tmp")]:
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink(missing_ok=True)
        for trash in self.folder.glob(f"{TRASH_PREFIX}*"):
            shutil.rmtree(trash)
        pending = read_json(self.pending_file)
        if pending:
            self._finish(pending)
            return str(pending["version"])
        current = self.current()
        if current and not self.stable_file.exists():
            replace_with_copy(self.folder / current["version"] / FILE_NAME, self.stable_file)
            return str(current["version"])
        return None

    def update_current(self, changes: dict[str, Any]) -> None:
        """Change entries of CURRENT.json that do not concern what readers see."""
        write_json(self.current_file, {**(self.current() or {}), **changes})

    def delete_old(self, keep: int) -> list[str]:
        """Delete the oldest versions beyond ``keep``, never the current or the previous one."""
        current = self.current() or {}
        spared = {current.get("version"), current.get("previous")}
        names = [description["version"] for description in self.versions()]
        old = [name for name in names[: max(len(names) - keep, 0)] if name not in spared]
        for name in old:
            trash = self.folder / f"{TRASH_PREFIX}{name}"
            (self.folder / name).rename(trash)
            shutil.rmtree(trash)
        return old

    def _finish(self, pending: dict[str, Any]) -> dict[str, Any]:
        version_file = self.folder / pending["version"] / FILE_NAME
        if not version_file.exists():
            raise NightError(
                f"Version {pending['version']} is no longer kept in {self.folder}. "
                "Delete PENDING.json there and run make nightly."
            )
        log = self.folder / LOG_FOLDER
        log.mkdir(exist_ok=True)
        write_json(log / f"{pending['version']}.json", pending)
        replace_with_copy(version_file, self.stable_file)
        write_json(self.current_file, pending)
        remove(self.pending_file)
        return pending
