"""Every kind of rule in every layer, and every sentence, finds the fault that it is there for.

A fault is planted in the golden company's build, looked for, and taken back. A night stops at it:
dbt fails where a test returns a row or a contract refuses one (see tests/e2e).
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest

from orchestration.nightly.dbt_command import Build
from tests.figures.faults import FAULTS, Fault, inflict
from tests.figures.golden import GOLDEN
from tests.figures.lane.company import Company
from tests.figures.lane.project import compiled
from tests.figures.lane.warehouse import Warehouse


@dataclass(frozen=True)
class Golden:
    """The golden company's build, and the SQL of every data test by name."""

    warehouse: Warehouse
    tests: dict[str, str]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Golden:
    data = tmp_path_factory.mktemp("faults")
    shutil.copytree(GOLDEN / "landing", data / "landing")
    company = Company(data, timezone="Asia/Jakarta", fiscal_year_start="4")
    warehouse = company.night()
    project = compiled(company.settings, Build(date(2024, 4, 30), data))
    return Golden(warehouse, {n.name: n.sql for n in project.nodes if n.kind == "test"})


@pytest.fixture
def restored(golden: Golden) -> Iterator[Golden]:
    """The build inside a transaction that ends with what it began with."""
    golden.warehouse.connection.begin()
    yield golden
    golden.warehouse.connection.rollback()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(restored: Golden, fault: Fault) -> None:
    connection = restored.warehouse.connection
    if fault.refusal:
        with pytest.raises(duckdb.ConstraintException, match=re.escape(fault.refusal)):
            inflict(connection, fault)
        return
    inflict(connection, fault)
    rows = restored.warehouse.rows(restored.tests[fault.test])
    if fault.test.startswith("assert_"):
        assert rows
    else:
        found = {(row["rule"], row["column_name"]) for row in rows}
        assert (fault.rule, fault.column) in found, rows[:3]


def test_every_sentence_has_its_fault(golden: Golden) -> None:
    sentences = {name for name in golden.tests if name.startswith("assert_")}
    assert sentences == {fault.test for fault in FAULTS if fault.test.startswith("assert_")}
