"""Plain progress lines of a night: seconds since its start and what is being done.

They go through the logging module: the command line shows them, a Dagster run keeps them.
What does not belong here: results (see summary).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

LOGGER_NAME = "pantau.progress"
_logger = logging.getLogger(LOGGER_NAME)


def progress(line: str) -> None:
    """Report one line of progress."""
    _logger.info(line)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Report the beginning of a piece of work and how long it took."""
    began = time.monotonic()
    progress(f"{what} …")
    yield
    progress(f"{what}: {time.monotonic() - began:.1f} s")
