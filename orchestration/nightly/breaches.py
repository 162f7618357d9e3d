"""The first records that a failed test found, read once more from the build file, in a few words.

What does not belong here: which tests failed, and what else dbt said.
"""

import threading
from pathlib import Path
from typing import Any

import duckdb

MOST_ROWS = 3
MOST_COLUMNS = 4
MOST_LETTERS = 240
SECONDS = 20.0
RULES_COLUMNS = ["rule", "column_name", "key"]
# The night has failed: what is told about it takes no more memory, and nothing of the disk.
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "temp_directory": "",
    "threads": 2,
}


def first_breaches(compiled_sql: str, build_file: Path, count: int, data: Path) -> str:
    """Return what the first of ``count`` rows of a test say: rule, column and record.

    ``data`` is the data folder, from which views name the files that they read.
    Never raises: it explains a failure, and must not take its place. Rows that cannot be read, or
    not within some seconds, are said to be so.
    """
    try:
        names, rows = _read(compiled_sql, build_file, data)
    except (duckdb.Error, OSError) as error:
        reason = " ".join(str(error).split())[:80]
        return f"{_rows(count)}, which cannot be read: {reason}"
    told = "; ".join(_row(names, row) for row in rows)
    if len(told) > MOST_LETTERS:
        told = f"{told[:MOST_LETTERS]}…"
    elif count > len(rows):
        told = f"{told}; …"
    return f"{_rows(count)}: {told}"


def _read(
    compiled_sql: str, build_file: Path, data: Path
) -> tuple[list[str], list[tuple[Any, ...]]]:
    config = {**LIMITS, "file_search_path": str(data)}
    with duckdb.connect(str(build_file), read_only=True, config=config) as connection:
        clock = threading.Timer(SECONDS, connection.interrupt)
        clock.start()
        try:
            found = connection.execute(
                f"select * from (\n{compiled_sql}\n) as breaches limit {MOST_ROWS}"  # noqa: S608 (our test)
            )
            return [column[0] for column in found.description or []], found.fetchall()
        finally:
            clock.cancel()


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _row(names: list[str], row: tuple[Any, ...]) -> str:
    """Return a row of the test `rules` as a phrase, one of a sentence by its first columns."""
    if names == RULES_COLUMNS:
        rule, column, key = row
        return f"{rule} of {column}, {key}"
    pairs = list(zip(names, row, strict=True))[:MOST_COLUMNS]
    return ", ".join(f"{name} = {'null' if value is None else value}" for name, value in pairs)
