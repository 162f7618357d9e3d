"""The DuckDB connections of one run, each opened when it is first needed: opening takes 20 ms."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from ingest.sql import connect, set_up
from ingest.staging import Stage


class Connections:
    """One DuckDB for large files, read in turn with all cores, and one for small ones.

    Each thread has its own connection to the latter and its own stage, so that small files are read
    side by side within one limit of memory.
    """

    def __init__(self, folder: Path, time_zone: str) -> None:
        self._folder, self._time_zone = folder, time_zone
        self._open = ExitStack()
        self._large: duckdb.DuckDBPyConnection | None = None
        self._small: duckdb.DuckDBPyConnection | None = None
        self._turn, self._opening, self._own = threading.Lock(), threading.Lock(), threading.local()

    def __enter__(self) -> "Connections":
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    @contextmanager
    def large(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The one for large files, as long as no other thread has it."""
        with self._turn:
            if self._large is None:
                self._large = self._open.enter_context(connect(self._folder, self._time_zone))
            yield self._large

    def small(self) -> tuple[duckdb.DuckDBPyConnection, Stage]:
        """This thread's own for small files.

        The stage has one for itself: tables made beside it would have all its statements planned
        anew.
        """
        if not hasattr(self._own, "small"):
            with self._opening:
                if self._small is None:
                    opened = connect(self._folder, self._time_zone, for_small=True)
                    self._small = self._open.enter_context(opened)
                own, staging = (self._open.enter_context(self._small.cursor()) for _ in range(2))
            for connection in (own, staging):
                set_up(connection, self._time_zone, for_small=True)
            stage = Stage(staging, Path(tempfile.mkdtemp(dir=self._folder)))
            self._own.small = own, stage
        found: tuple[duckdb.DuckDBPyConnection, Stage] = self._own.small
        return found
