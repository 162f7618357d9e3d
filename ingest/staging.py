"""Lets DuckDB plan only once what is asked of one small file after another.

Planning the SQL of an object takes several times as long as reading a small file of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from ingest.canonical import literal
from ingest.scan import STAGED, Scan


class Stage:
    """A table with the cells of one file at a time, and the statements prepared over it.

    DuckDB plans the path to which a statement writes along with it: that is always `path`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.path = folder / "rows.parquet"
        self._connection = connection
        self._width = 0
        self._prepared: dict[str, str] = {}

    def fill(self, scan: Scan) -> Scan:
        """Put a file's cells in place of those before; returns the scan that reads them here."""
        if scan.width != self._width:
            # A table made anew would have every older statement planned anew at each use.
            for name in self._prepared.values():
                self._connection.execute(f"deallocate {name}")
            self._prepared.clear()
            cells = ", ".join(f"c{index} varchar" for index in range(scan.width))
            self._connection.execute(f"create or replace temp table {STAGED} ({cells})")
            self._width = scan.width
        self._connection.execute(f"truncate {STAGED}")
        self._connection.execute(f"insert into {STAGED} from {scan.source()}")
        return replace(scan, is_staged=True)

    def execute(self, query: str, values: Sequence[str] = ()) -> duckdb.DuckDBPyConnection:
        """Run a query whose `$1`, `$2`, … are the values."""
        if query not in self._prepared:
            name = f"asked_{len(self._prepared)}"
            self._connection.execute(f"prepare {name} as {query}")
            self._prepared[query] = name
        given = f"({', '.join(literal(value) for value in values)})" if values else ""
        return self._connection.execute(f"execute {self._prepared[query]}{given}")
