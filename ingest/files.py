"""Small file operations that survive a kill: atomic writes, committed directories, one lock."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import LockedError
from ingest.settings import Settings

_held: dict[Path, int] = {}


@contextmanager
def ingest_lock(settings: Settings) -> Iterator[None]:
    """Hold the data folder's ingest lock; raises LockedError if another process has it.

    The system frees it when a process dies, however it dies. Nested use in one process is fine.
    """
    path = settings.raw / ".lock"
    if _held.get(path):
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"another ingest is at work on {settings.data}; wait for it, then start again."
            ) from error
        _held[path] = 1
        try:
            yield
        finally:
            _held[path] = 0


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file, then put it at `path` in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def put_in_place(temporary: Path, target: Path) -> None:
    """Make a finished file durable and rename it over the one it replaces."""
    sync(temporary)
    temporary.replace(target)
    sync(target.parent)


def commit_directory(temporary: Path, target: Path) -> None:
    """Make a finished directory durable and rename it into place, over an older copy if any."""
    for file in temporary.iterdir():
        sync(file)
    sync(temporary)
    move_directory(temporary, target)


def move_directory(origin: Path, target: Path) -> None:
    """Rename a directory, replacing an older copy of it at the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    origin.rename(target)
    sync(target.parent)
    sync(origin.parent)


def sync(path: Path) -> None:
    """Flush a file or directory to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of_file(path: Path) -> str:
    """Sha256 of a file in 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
