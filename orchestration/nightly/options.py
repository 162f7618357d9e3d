"""Operating options that are no business rule, read from the environment with working defaults.

What does not belong here: folders and business settings (see ingest.settings).
"""

import os
from dataclasses import dataclass

from orchestration.errors import NightError


@dataclass(frozen=True)
class Options:
    """How many published versions stay on the disk for a roll-back."""

    keep_versions: int = 7

    @classmethod
    def from_env(cls) -> "Options":
        """Read PANTAU_KEEP_VERSIONS; raises NightError when it is no number from 2."""
        text = os.environ.get("PANTAU_KEEP_VERSIONS", "").strip()
        if not text:
            return cls()
        if not text.isdigit() or int(text) < 2:
            raise NightError(f"PANTAU_KEEP_VERSIONS is {text!r}: write a number from 2.")
        return cls(int(text))
