"""The published folder: which version readers have, which are kept, and how they are switched.

Layout and the order of a switch-over (each step is atomic and durable before the next begins):

1. ``<version>.tmp/`` is written, verified and flushed, then renamed to ``<version>/``.
2. ``PENDING.json`` names the version to switch to, and what is held back from then on. From here
   on the switch is finished by the next run or roll-back, whatever happens.
3. ``HOLD.json`` is written, or removed where nothing is held back any more.
4. The version's description goes into ``log/``, which outlives the version.
5. ``pantau.duckdb`` (the stable path) is replaced by a copy of the version's file.
6. ``CURRENT.json`` is replaced. A version newly named here is at the stable path already.
7. ``PENDING.json`` is removed, then versions beyond the kept number are deleted.

A night holds the data folder for an hour, a switch takes a moment. So that readers can be taken
back while a night is at work, the switch has a lock of its own (``.lock``): whoever does any of the
steps after the first holds it, and looks at what is current only once it does.

What does not belong here: building or reading tables.
"""

import contextlib
import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
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
from orchestration.publishing.hold import HOLD_FILE, NOTHING, Hold

VERSION_FILE = "version.json"
LOG_FOLDER = "log"
TEMPORARY_SUFFIX = ".tmp"
TRASH_PREFIX = ".trash-"
LOCK_FILE = ".lock"
# The entry of PENDING.json that is no part of a version's description.
PENDING_HOLD = "hold"
POLL_SECONDS = 0.1
# Who waits longer than this says so; a copy of a large file on a slow disk takes minutes.
SILENT_SECONDS = 1.0
LONGEST_SECONDS = 900.0


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

    @contextlib.contextmanager
    def locked(self, waiting: Callable[[str], None] = lambda _: None) -> Iterator[None]:
        """Be the only one who switches readers; not to be nested.

        The kernel's lock, so that a killed process never leaves it behind. Raises NightError when
        another process has it for a quarter of an hour.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK_FILE).open("a", encoding="utf-8") as file:
            _acquire(file.fileno(), self.folder, waiting)
            yield

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

    def switch(self, description: dict[str, Any], hold: Hold = NOTHING) -> None:
        """Show another kept version to readers and hold back others (steps 2 to 7).

        The caller holds the lock, here and in the methods below.
        """
        pending = description | {PENDING_HOLD: hold.to_json()}
        write_json(self.pending_file, pending)
        self._finish(pending)

    def finish(self) -> str | None:
        """Finish a switch-over that was cut off, and bring a lost file back; says which version."""
        pending = read_json(self.pending_file)
        if pending:
            self._finish(pending)
            return str(pending["version"])
        current = self.current()
        if current and not self.stable_file.exists():
            replace_with_copy(self.folder / current["version"] / FILE_NAME, self.stable_file)
            return str(current["version"])
        return None

    def hold(self, hold: Hold) -> None:
        """Hold back these versions, or none."""
        self._write_hold(hold.to_json())

    def repair(self) -> str | None:
        """Clear what dead runs left and finish a switch-over; says which version was finished.

        For the night that holds the data folder: a roll-back must leave alone what a night is
        writing here. Takes the lock itself.
        """
        if not self.folder.is_dir():
            return None
        with self.locked():
            self._clear_leftovers()
            return self.finish()

    def _clear_leftovers(self) -> None:
        for leftover in [*self.folder.glob(f"*{TEMPORARY_SUFFIX}"), *self.folder.glob(".*.tmp")]:
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink(missing_ok=True)
        for trash in self.folder.glob(f"{TRASH_PREFIX}*"):
            shutil.rmtree(trash)

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

    def _finish(self, pending: dict[str, Any]) -> None:
        description = {name: entry for name, entry in pending.items() if name != PENDING_HOLD}
        version_file = self.folder / pending["version"] / FILE_NAME
        if not version_file.exists():
            raise NightError(
                f"Version {pending['version']} is no longer kept in {self.folder}. "
                "Delete PENDING.json there and run make nightly."
            )
        # An intent written before holds were part of it leaves the hold as it is.
        if PENDING_HOLD in pending:
            self._write_hold(pending[PENDING_HOLD])
        log = self.folder / LOG_FOLDER
        log.mkdir(exist_ok=True)
        write_json(log / f"{description['version']}.json", description)
        replace_with_copy(version_file, self.stable_file)
        write_json(self.current_file, description)
        remove(self.pending_file)

    def _write_hold(self, content: dict[str, Any]) -> None:
        file = self.folder / HOLD_FILE
        if content:
            write_json(file, content)
        elif file.exists():
            remove(file)


def _acquire(descriptor: int, folder: Path, waiting: Callable[[str], None]) -> None:
    began, has_said = time.monotonic(), False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - began
        if waited > LONGEST_SECONDS:
            raise NightError(
                f"Another process has been switching readers in {folder} for a quarter of an hour. "
                "Nothing was changed; see what make status says is running, then try again."
            )
        if waited > SILENT_SECONDS and not has_said:
            waiting("waiting: another process is just switching readers")
            has_said = True
        time.sleep(POLL_SECONDS)
