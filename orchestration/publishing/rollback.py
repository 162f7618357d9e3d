"""Take readers back to an earlier version, at any time, also while a night is at work.

What does not belong here: how readers are switched (see store), and what the night at work does
about it (see publish).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orchestration.errors import NightError
from orchestration.publishing.files import read_json
from orchestration.publishing.hold import Hold
from orchestration.publishing.store import PENDING_HOLD, Store


@dataclass(frozen=True)
class RolledBack:
    """The version readers have now, and those that are held back from them, the newest first."""

    shown: str
    held: tuple[str, ...]


def roll_back(store: Store, waiting: Callable[[str], None] = lambda _: None) -> RolledBack:
    """Switch readers to the version before the one they have; raises NightError without one.

    Meant is the version that CURRENT.json names when this is asked for. What a night publishes
    while this waits for its turn is taken back as well, and a roll-back that is asked for twice at
    once, or again after it was killed, goes back once.
    """
    asked = store.current()
    if asked is None:
        raise NightError("Nothing is published yet, so there is nothing to roll back to.")
    with store.locked(waiting):
        unfinished = read_json(store.pending_file) or {}
        store.finish()
        current = store.current() or asked
        hold = Hold.read(store.folder)
        if unfinished.get(PENDING_HOLD):
            return RolledBack(current["version"], hold.versions)
        target = _version_before(store, asked, current)
        if current["version"] == target["version"]:
            return RolledBack(target["version"], hold.versions)
        for left in (current, asked):
            if left["version"] not in hold.versions:
                hold = hold.with_older(left)
        earlier = target.get("previous")
        # The same content may have been published twice; a held version is never gone back to.
        is_kept = earlier and earlier not in hold.versions and store.describe(earlier)
        store.switch(target | {"previous": earlier if is_kept else None}, hold)
    return RolledBack(target["version"], hold.versions)


def _version_before(store: Store, asked: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    previous = asked.get("previous")
    found = store.describe(previous) if previous else None
    if found is None:
        raise NightError(
            f"There is no version before {asked['version']}; readers keep {current['version']}."
        )
    return found
