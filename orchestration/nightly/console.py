"""Everything the command line prints goes through here.

What does not belong here: what is said.
"""

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from orchestration.nightly.progress import LOGGER_NAME

# Long enough to stay out of the way, short enough to tell a slow machine from a hung one.
SILENT_SECONDS = 10.0
POLL_SECONDS = 0.5

_began = time.monotonic()
_lines = logging.getLogger("pantau.console")
_signs_of_life = logging.getLogger("pantau.signs_of_life")


class _Elapsed(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{time.monotonic() - _began:7.1f} s  {record.getMessage()}"


class _Handler(logging.StreamHandler[TextIO]):
    """Remembers when the last line was said, by whatever logger but that of signs of life."""

    last = _began

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if record.name != _signs_of_life.name:
            _Handler.last = time.monotonic()


def open_console() -> None:
    """Send lines to a private copy of stdout, which nothing that is silenced can share."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    for logger, formatter in (
        (_lines, logging.Formatter("%(message)s")),
        (logging.getLogger(LOGGER_NAME), _Elapsed()),
        (_signs_of_life, _Elapsed()),
    ):
        handler = _Handler(stream)
        handler.setFormatter(formatter)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def say(line: str = "") -> None:
    """Print one line."""
    _lines.info(line)


@contextlib.contextmanager
def never_silent() -> Iterator[None]:
    """Say that work goes on whenever nothing else has been said for ten seconds.

    Some steps cannot say how far they are: dbt reads its project, Dagster starts, a large file is
    read, a large model is built.
    """
    ended = threading.Event()
    speaker = threading.Thread(target=_speak_up, args=(ended,), daemon=True)
    speaker.start()
    try:
        yield
    finally:
        ended.set()
        speaker.join()


def _speak_up(ended: threading.Event) -> None:
    silence = Silence()
    while not ended.wait(POLL_SECONDS):
        line = silence.line(time.monotonic(), _Handler.last)
        if line:
            _signs_of_life.info(line)


class Silence:
    """Decides when a sign of life is due."""

    def __init__(self) -> None:
        self._last_sign = 0.0

    def line(self, now: float, last: float) -> str | None:
        """Return what to say now, when the last line of the work itself was said at ``last``."""
        if now - max(last, self._last_sign) < SILENT_SECONDS:
            return None
        self._last_sign = now
        return f"… still at it, for {now - last:.0f} s"


@contextlib.contextmanager
def silenced(file: Path) -> Iterator[None]:
    """Send what libraries print to a file; progress and `say` still reach the console."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with (
        file.open("w", encoding="utf-8", buffering=1) as sink,
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
    ):
        yield
