"""Every published column is held against a value that a person typed, so that no column can say
something else tomorrow without a test that fails.
"""

import pytest

from tests.e2e.golden import view_of
from tests.project.conftest import Project
from tests.project.expectations import Column, sheets, table_of, typed_values
from tests.project.test_models import failures, names, published

HOW = "type one into a sheet of tests/fixtures/golden or a unit test of the model:"


@pytest.fixture(scope="module")
def typed(project: Project) -> dict[Column, set[str]]:
    return typed_values(project, names(published(project)))


def test_every_published_column_has_an_expected_value(
    project: Project, typed: dict[Column, set[str]]
) -> None:
    wrong = [
        f"{model['name']}.{column}"
        for model in published(project)
        for column in model["columns"]
        if not typed.get((model["name"], column))
    ]
    assert not wrong, f"no value is expected of these columns; {HOW}{failures(wrong)}"


def test_every_published_flag_is_expected_both_ways(
    project: Project, typed: dict[Column, set[str]]
) -> None:
    wrong = []
    for model in published(project):
        for name, column in model["columns"].items():
            missing = {"true", "false"} - typed.get((model["name"], name), set())
            if column["data_type"] == "boolean" and missing:
                wrong.append(f"{model['name']}.{name}: never expected to be {' or '.join(missing)}")
    assert not wrong, f"{HOW}{failures(wrong)}"


def test_sheets_are_compared_with_the_table_they_are_named_after(project: Project) -> None:
    tables = names(published(project))
    wrong = [
        f"{sheet}: its view does not read {table_of(sheet, tables)}"
        for sheet, _ in sheets()
        if f".{table_of(sheet, tables)}" not in view_of(sheet).sql
    ]
    assert not wrong, failures(wrong)
