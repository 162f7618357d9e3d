"""Say how far a long piece of work is, and nothing about a short one."""

import time
from collections.abc import Callable

SECONDS_BETWEEN_LINES = 5.0


class Pace:
    """Counts what is done of a number of files and says so every few seconds."""

    def __init__(self, what: str, total: int, say: Callable[[str], object]) -> None:
        self._what, self._total, self._say = what, total, say
        self._done, self._said = 0, time.monotonic()

    def step(self) -> None:
        """One file more is done."""
        self._done += 1
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES and self._done < self._total:
            self._said = time.monotonic()
            self._say(f"{self._what}: {self._done:,} of {self._total:,} files")
