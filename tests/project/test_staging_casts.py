"""What ingest lets in, staging can cast: no cell of a loaded file stops a night."""

import re
from collections.abc import Iterator

import pytest

from ingest.columns import Column
from ingest.contracts import load_contracts
from tests.project.conftest import Project

RAW = re.compile(r"raw_rows\('(\w+)', '(\w+)'\)")
CAST = re.compile(r"cast\((\w+) as (\w+)(?:\((\d+), (\d+)\))?\)")
TYPES = {
    "boolean": {"boolean"},
    "date": {"date", "datetime"},
    "timestamp": {"date", "datetime"},
    "integer": {"integer"},
    "double": {"integer", "decimal"},
    "numeric": {"integer", "decimal"},
}


def casts(project: Project) -> Iterator[tuple[str, Column, str, int]]:
    """(model, contract column, SQL type, digits before the decimals) of every cast in staging."""
    contracts = load_contracts()
    for model in project.models("staging"):
        sql = project.file(model).read_text(encoding="utf-8")
        for source, name in RAW.findall(sql):
            columns = {column.name: column for column in contracts[source].objects[name].columns}
            for column, sql_type, precision, scale in CAST.findall(sql):
                if column in columns:
                    digits = int(precision or 0) - int(scale or 0)
                    yield model["name"], columns[column], sql_type, digits


def is_safe(column: Column, sql_type: str, digits: int) -> bool:
    """Whether every value that ingest accepts for the column fits the type."""
    if column.type not in TYPES[sql_type]:
        return False
    needed = 10 if column.type == "integer" else 18 - column.scale
    return sql_type != "numeric" or digits >= needed


def test_staging_can_cast_whatever_ingest_accepts(project: Project) -> None:
    found = list(casts(project))
    assert len(found) > 150
    wrong = [
        f"{model}: {column.name} is {column.type} with scale {column.scale} in the contract, but"
        f" cast to {sql_type} with {digits} digits before the decimals"
        for model, column, sql_type, digits in found
        if not is_safe(column, sql_type, digits)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("column", "sql_type", "digits", "expected"),
    [
        ({"type": "decimal"}, "numeric", 16, True),
        ({"type": "decimal"}, "numeric", 14, False),
        ({"type": "decimal", "scale": 4}, "numeric", 14, True),
        ({"type": "integer"}, "numeric", 10, True),
        ({"type": "integer"}, "numeric", 9, False),
        ({"type": "decimal"}, "integer", 0, False),
        ({"type": "text"}, "double", 0, False),
    ],
)
def test_a_cast_that_may_fail_is_found(
    column: dict[str, object], sql_type: str, digits: int, expected: bool
) -> None:
    definition = Column.model_validate({"name": "x", "personal_data": "none", **column})
    assert is_safe(definition, sql_type, digits) is expected
