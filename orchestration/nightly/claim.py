"""A night's claim on the data folder: the lock, whole readers' files, and what readers had.

The command line claims the folder before it decides whether a night is needed, the run inside it
claims it again and is given the same claim.
What does not belong here: the work of the night.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.settings import Settings
from orchestration.nightly.lock import LastHolder, nightly_lock
from orchestration.nightly.workspace import lock_file
from orchestration.publishing.store import Store


@dataclass(frozen=True)
class Claim:
    """How a night found the data folder: what died in it, and the version that readers had."""

    dead: LastHolder | None
    repaired: str | None
    readers_had: str | None


_claims: dict[Path, Claim] = {}


@contextlib.contextmanager
def claimed(settings: Settings, *, wait_seconds: float = 0) -> Iterator[Claim]:
    """Hold the data folder and finish what was cut off; raises NightError as the lock does."""
    file = lock_file(settings)
    if file in _claims:
        yield _claims[file]
        return
    with nightly_lock(file, wait_seconds=wait_seconds) as dead:
        store = Store(settings.published)
        repaired = store.repair()
        version = (store.current() or {}).get("version")
        _claims[file] = Claim(dead, repaired, version)
        try:
            yield _claims[file]
        finally:
            del _claims[file]
