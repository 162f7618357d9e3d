"""What was taken away from readers and must not come back by itself.

A hold lasts until other loads, code or settings arrive, or until somebody forces the night.
What does not belong here: taking it away (see rollback), and writing files (see store).
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.publishing.files import read_json

HOLD_FILE = "HOLD.json"


@dataclass(frozen=True)
class Hold:
    """Versions, and the inputs that made them, the newest first.

    ``landing`` is what lay in landing when the newest was made: with it, a night sees that nothing
    has come since.
    """

    versions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    landing: str = ""

    @classmethod
    def read(cls, folder: Path) -> "Hold":
        """Read the hold of a published folder; without a file nothing is held."""
        content = read_json(folder / HOLD_FILE) or {}
        return cls(
            tuple(content.get("versions", [])),
            tuple(content.get("inputs", [])),
            content.get("landing", ""),
        )

    def holds(self, version: str | None, content: str) -> bool:
        """Whether this version, or whatever these inputs make, is held back."""
        return version in self.versions or content in self.inputs

    def with_newer(self, description: dict[str, Any]) -> "Hold":
        """Hold back also a version that is newer than all held so far."""
        return Hold(
            (description["version"], *self.versions),
            (description["input_content"], *self.inputs),
            description["input_landing"],
        )

    def with_older(self, description: dict[str, Any]) -> "Hold":
        """Hold back also a version that is older than all held so far."""
        if not self.versions:
            return self.with_newer(description)
        return replace(
            self,
            versions=(*self.versions, description["version"]),
            inputs=(*self.inputs, description["input_content"]),
        )

    def to_json(self) -> dict[str, Any]:
        """What the file says; empty where nothing is held."""
        if not self.versions:
            return {}
        return {"versions": self.versions, "inputs": self.inputs, "landing": self.landing}


NOTHING = Hold()
