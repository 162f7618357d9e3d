"""Take readers back to an earlier version, and hold back what they were taken away from.

The hold lasts until other loads, code or settings arrive, or until somebody forces the night.
What does not belong here: how readers are switched (see store).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import NightError
from orchestration.publishing.files import read_json, remove, write_json
from orchestration.publishing.store import Store

HOLD_FILE = "HOLD.json"


@dataclass(frozen=True)
class Hold:
    """Versions, and the inputs that made them, which must not be published again by themselves."""

    file: Path
    versions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    landing: str = ""

    @classmethod
    def read(cls, folder: Path) -> "Hold":
        """Read the hold of a published folder; without a file nothing is held."""
        content = read_json(folder / HOLD_FILE) or {}
        return cls(
            folder / HOLD_FILE,
            tuple(content.get("versions", [])),
            tuple(content.get("inputs", [])),
            content.get("landing", ""),
        )

    def holds(self, version: str | None, content: str) -> bool:
        """Whether this version, or whatever these inputs make, is held back."""
        return version in self.versions or content in self.inputs

    def add(self, description: dict[str, Any]) -> None:
        """Hold back one more version and its inputs."""
        versions = [*self.versions, description["version"]]
        inputs = [*self.inputs, description["input_content"]]
        landing = self.landing or description["input_landing"]
        write_json(self.file, {"versions": versions, "inputs": inputs, "landing": landing})

    def release(self) -> None:
        """Forget the hold."""
        if self.file.exists():
            remove(self.file)


def roll_back(store: Store) -> tuple[str, str]:
    """Switch readers to the previous version; returns (version left, version shown now)."""
    current = store.current()
    if current is None:
        raise NightError("Nothing is published yet, so there is nothing to roll back to.")
    previous = current.get("previous")
    description = store.describe(previous) if previous else None
    if description is None:
        raise NightError(
            f"There is no version before {current['version']}; readers keep {current['version']}."
        )
    # First the hold: a kill after it leaves readers where they are and a night that asks.
    hold = Hold.read(store.folder)
    hold.add(current)
    earlier = description.get("previous")
    # The same content may have been published twice; a held version is never gone back to.
    is_left = earlier in (*hold.versions, current["version"])
    is_kept = earlier and not is_left and store.describe(earlier)
    shown = description | {"previous": earlier if is_kept else None}
    store.switch(shown)
    return current["version"], description["version"]
