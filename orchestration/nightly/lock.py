"""One night at a time on one data folder, whoever starts it: command line, schedule or UI.

The lock is the kernel's (flock), so that a killed process never leaves it behind. The file keeps
the name of the run that held it last; a name still there when the lock is free is a dead run.
What does not belong here: Dagster's own queue, which is in dagster.yaml.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from orchestration.errors import NightError

POLL_SECONDS = 0.5


class NightAtWorkError(NightError):
    """Another process holds the data folder."""


_held: set[Path] = set()


@dataclass(frozen=True)
class LastHolder:
    """Who had the lock before us and did not sign off."""

    pid: int
    run_id: str | None


@contextlib.contextmanager
def nightly_lock(file: Path, *, wait_seconds: float = 0) -> Iterator[LastHolder | None]:
    """Hold the lock; yields the run that died with it, if one did.

    A process that holds it already passes through. Raises NightAtWorkError when another process
    has it for longer than ``wait_seconds``.
    """
    if file in _held:
        yield None
        return
    with _opened(file) as handle:
        _acquire(handle.fileno(), file, wait_seconds)
        _held.add(file)
        try:
            dead = read_holder(file)
            sign(file, None)
            yield dead
        finally:
            file.write_text("", encoding="utf-8")
            _held.discard(file)


def _opened(file: Path) -> TextIO:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a+", encoding="utf-8")
    except OSError as error:
        raise NightError(
            f"The data folder {file.parent} cannot be used ({error.strerror}). "
            "Point PANTAU_DATA at a folder that can be written."
        ) from error


def sign(file: Path, run_id: str | None) -> None:
    """Write down who holds the lock, for the message others get and for the next run."""
    file.write_text(json.dumps({"pid": os.getpid(), "run_id": run_id}), encoding="utf-8")


def read_holder(file: Path) -> LastHolder | None:
    """Return who signed last, or None after a clean end."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return LastHolder(int(content["pid"]), content["run_id"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _acquire(descriptor: int, file: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = read_holder(file)
                who = f" (process {holder.pid})" if holder else ""
                raise NightAtWorkError(
                    f"Another night is at work on this data folder{who}. Nothing was changed; "
                    "try again when it is done."
                ) from None
            time.sleep(POLL_SECONDS)


def is_held(file: Path) -> bool:
    """Whether some process has the lock right now."""
    if not file.exists():
        return False
    with file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
