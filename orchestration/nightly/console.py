"""Everything the command line prints goes through here.

What does not belong here: what is said.
"""

import contextlib
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from orchestration.nightly.progress import LOGGER_NAME

_began = time.monotonic()
_lines = logging.getLogger("pantau.console")


class _Elapsed(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{time.monotonic() - _began:7.1f} s  {record.getMessage()}"


def open_console() -> None:
    """Send lines to a private copy of stdout, which nothing that is silenced can share."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    for logger, formatter in (
        (_lines, logging.Formatter("%(message)s")),
        (logging.getLogger(LOGGER_NAME), _Elapsed()),
    ):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def say(line: str = "") -> None:
    """Print one line."""
    _lines.info(line)


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
