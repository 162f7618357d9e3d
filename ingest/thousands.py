"""Finds numbers whose decimal mark may part thousands, by what other cells of the column show."""

from collections.abc import Sequence

import duckdb

from ingest.canonical import decimal_mark
from ingest.columns import Column
from ingest.scan import Scan
from ingest.sql import select

NUMBER_MARKS = "number_marks"


def mark_thousands(
    connection: duckdb.DuckDBPyConnection, scan: Scan, rules: Sequence[tuple[Column, str, str]]
) -> dict[str, str]:
    """Reject `150.000` in table `checked` where `1.500.000` stands in the same column.

    That one was rejected as no number; to read the other as 150 would be wrong by a thousand.
    `rules` number the problems in `checked`. Gives back such a cell of each column, by name.
    """
    examples: dict[str, str] = {}
    for number, (column, rule, _) in enumerate(rules):
        if rule != NUMBER_MARKS:
            continue
        broken = next(n for n, known in enumerate(rules) if known[:2] == (column, column.type))
        cell = scan.written(column)
        group = rf"[+-]?\d{{1,3}}({decimal_mark(column)}\d{{3}})"
        shows = f"_problem = {broken} and regexp_full_match({cell}, '{group}{{2,}}')"
        found = connection.execute(select(f"min({cell})", f"checked where {shows}")).fetchall()
        if found[0][0] is None:
            continue
        is_masked = column.personal_data != "none"
        examples[column.name] = "another cell" if is_masked else f'"{found[0][0]}"'
        doubtful = f"_problem is null and regexp_full_match({cell}, '{group}')"
        connection.execute(f"update checked set _problem = {number} where {doubtful}")  # noqa: S608
    return examples
