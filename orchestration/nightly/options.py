"""Operating options that are no business rule, read from the environment with working defaults.

What does not belong here: folders and business settings (see ingest.settings).
"""

import os
from dataclasses import dataclass

from orchestration.errors import NightError


@dataclass(frozen=True)
class Options:
    """What stays on the disk.

    ``keep_versions`` is the number of published versions, for a roll-back; ``keep_run_days`` is for
    how many days Dagster remembers a run.
    """

    keep_versions: int = 7
    keep_run_days: int = 30

    @classmethod
    def from_env(cls) -> "Options":
        """Read the variables; raises NightError naming one that is no number, or too small."""
        return cls(
            keep_versions=_number("PANTAU_KEEP_VERSIONS", cls.keep_versions, least=2),
            keep_run_days=_number("PANTAU_KEEP_RUN_DAYS", cls.keep_run_days, least=1),
        )


def _number(name: str, default: int, *, least: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise NightError(f"{name} is {text!r}: write a number from {least}.")
    return int(text)
