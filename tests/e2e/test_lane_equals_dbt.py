"""The lane for figures gives what dbt's own build gives: the same tables, and the same verdicts.

The golden company is built by dbt from raw as of the leap day, continued to its last night, and
built from raw at that night with more threads; the lane does the same. Then both are damaged.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from orchestration.nightly import dbt_command
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.manifest import ensure_manifest
from tests.figures.golden import GOLDEN
from tests.figures.lane.company import Company
from tests.figures.lane.project import Compiled, compiled
from tests.figures.lane.warehouse import Warehouse, differences

pytestmark = pytest.mark.e2e

BUILD = ("build", "--exclude-resource-type", "unit_test")
# dbt ends each night by dropping what stands in between
SCHEMAS = ("seeds", "history", "core", "marts")
LEAP_DAY, LAST = date(2024, 2, 29), date(2024, 4, 30)
SETTINGS = {"timezone": "Asia/Jakarta", "fiscal_year_start": "4"}


@dataclass(frozen=True)
class Built:
    """dbt's file, and what dbt said of every test."""

    file: Path
    verdicts: dict[str, str]


def run_dbt(company: Company, folder: Path, build: Build, *arguments: str) -> Built:
    """Run dbt on the nightly target as a night does."""
    output = folder / "dbt"
    done = dbt_command.run(
        company.settings,
        *arguments,
        *("--target", "nightly"),
        output=output,
        build=build,
        parsed=ensure_manifest(company.settings).parent,
    )
    results = json.loads((output / "run_results.json").read_text())["results"]
    assert results, done.stdout
    verdicts = {r["unique_id"]: r["status"] for r in results if r["unique_id"].startswith("test.")}
    return Built(build.folder / "pantau_nightly.duckdb", verdicts)


@contextmanager
def opened(built: Built, company: Company) -> Iterator[Warehouse]:
    """dbt's file as the lane sees its own."""
    warehouse = Warehouse(company.data, built.file)
    yield warehouse
    warehouse.connection.close()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    data = tmp_path_factory.mktemp("golden")
    shutil.copytree(GOLDEN / "landing", data / "landing")
    company = Company(data, **SETTINGS)
    company.load()
    return company


def project(company: Company, build: Build) -> Compiled:
    return compiled(company.settings, build)


def test_a_night_from_raw_and_one_that_continues_it_give_the_same_tables(
    company: Company, tmp_path: Path
) -> None:
    first = Build(LEAP_DAY, tmp_path)
    by_dbt = run_dbt(company, tmp_path, first, *BUILD)
    assert set(by_dbt.verdicts.values()) == {"pass"}
    by_lane = company.continue_night(LEAP_DAY)
    assert by_lane.failures(project(company, first)) == {}
    with opened(by_dbt, company) as other:
        assert differences(by_lane, other, SCHEMAS) == []
        assert len(other.tables(SCHEMAS)) > 100

    by_lane = company.continue_night(LAST)
    assert company.plan and company.plan.reason is None
    second = Build(LAST, tmp_path, plan=company.plan.to_json())
    by_dbt = run_dbt(company, tmp_path, second, *BUILD)
    assert set(by_dbt.verdicts.values()) == {"pass"}
    with opened(by_dbt, company) as other:
        assert differences(by_lane, other, SCHEMAS) == []


def test_eight_threads_give_what_one_gives(company: Company, tmp_path: Path) -> None:
    """Nights take two, as above; the lane takes one."""
    build = Build(LAST, tmp_path)
    run_dbt(company, tmp_path, build, "seed")
    by_dbt = run_dbt(company, tmp_path, build, "run", "--threads", "8")
    with opened(by_dbt, company) as other:
        assert differences(company.from_raw(LAST), other, ("history", "core", "marts")) == []


def test_the_same_tests_fail_in_both(company: Company, tmp_path: Path) -> None:
    """A deal twice, a rep of no team, a rate of two: rows of the file are changed, then tested."""
    build = Build(LAST, tmp_path)
    by_lane = company.from_raw(LAST)
    file = tmp_path / "pantau_nightly.duckdb"
    by_lane.connection.execute(f"attach '{file}' as copied")
    by_lane.connection.execute("copy from database pantau_nightly to copied")
    damage = [
        "insert into core.fct_leads select * from core.fct_leads limit 1",
        "update core.fct_leads set territory_key = 'nowhere' where lead_id = 'lead_reply'",
        "update core.dim_sales_reps set valid_to = valid_from where rep_name = 'Ani'",
        "update core.fct_opportunities set won_date = created_date - 1 where is_won",
    ]
    for sql in damage:
        by_lane.connection.execute(sql)
        by_lane.connection.execute(f"use copied; {sql}; use pantau_nightly")
    by_lane.connection.execute("detach copied")
    by_dbt = run_dbt(company, tmp_path, build, "test", *BUILD[1:])
    failed = {name.split(".")[2] for name, status in by_dbt.verdicts.items() if status != "pass"}
    assert failed == set(by_lane.failures(project(company, build)))
    assert len(failed) >= len(damage)
