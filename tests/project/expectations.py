"""What people typed by hand about the published columns: golden sheets and dbt unit tests.

A golden cell counts for the table that its sheet is named after, an `expect:` row of a unit test
for the unit test's model, each under the column's own name. An empty cell, `-` and NULL do not
count: nearly any column is NULL somewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tests.e2e.golden import GOLDEN, expected_sheets
from tests.project.conftest import Project

# model and column
Column = tuple[str, str]


def sheets() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Every golden sheet with its rows, those as of an earlier day too."""
    for folder in sorted(GOLDEN.glob("expected*")):
        yield from expected_sheets(folder.name).items()


def table_of(sheet: str, tables: Iterable[str]) -> str:
    """The table a sheet is about: the longest name that the sheet's own begins with."""
    return max((name for name in tables if sheet.startswith(name)), key=len)


def typed_values(project: Project, tables: Iterable[str]) -> dict[Column, set[str]]:
    """The values typed for each column, as text."""
    values: dict[Column, set[str]] = defaultdict(set)
    for sheet, rows in sheets():
        table = table_of(sheet, tables)
        for row in rows:
            _add(values, table, {name: cell for name, cell in row.items() if cell != "-"})
    for unit in project.manifest["unit_tests"].values():
        rows = unit["expect"]["rows"]
        # an expectation may be written as a query, which nobody can read by column
        for row in rows if isinstance(rows, list) else []:
            _add(values, unit["model"], row)
    return values


def _add(values: dict[Column, set[str]], table: str, row: dict[str, Any]) -> None:
    for name, cell in row.items():
        if cell not in (None, ""):
            values[table, name].add(str(cell).lower())
