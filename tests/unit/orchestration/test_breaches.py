"""The line about a failed test or a broken contract names column and record."""

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.nightly import breaches
from orchestration.nightly.dbt_results import describe_failure

RULES_SQL = """
select 'not_null' as rule, 'stage_name' as column_name, 'deal_key = ' || deal_key as key
from main.deals where stage_name is null -- a comment ends here"""
SENTENCE_SQL = """
with final as (select deal_key, stage_name, day, 1 as a, 2 as b from main.deals)

select * from final"""


def failed_test(folder: Path, sql: str, failures: int) -> None:
    """What dbt leaves behind when the test x failed."""
    result = {"unique_id": "test.pantau.x.abc", "status": "fail", "message": "Got some results"}
    content = {"results": [{**result, "compiled_code": sql, "failures": failures}]}
    (folder / "run_results.json").write_text(json.dumps(content))


@pytest.fixture
def build_file(tmp_path: Path) -> Path:
    file = tmp_path / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table deals (deal_key text, stage_name text, day date)")
        connection.execute("insert into deals values ('d1', null, '2026-01-31')")
    return file


def test_a_failed_rule_names_its_column_and_the_record(tmp_path: Path, build_file: Path) -> None:
    failed_test(tmp_path, RULES_SQL, 1)
    assert describe_failure(tmp_path, RuntimeError(), build_file) == (
        "test x failed (1 row: not_null of stage_name, deal_key = d1)."
    )


def test_a_failed_sentence_shows_the_first_columns_of_its_rows(
    tmp_path: Path, build_file: Path
) -> None:
    failed_test(tmp_path, SENTENCE_SQL, 1)
    assert describe_failure(tmp_path, RuntimeError(), build_file) == (
        "test x failed (1 row: deal_key = d1, stage_name = null, day = 2026-01-31, a = 1)."
    )


def test_of_many_breaches_three_are_shown(tmp_path: Path, build_file: Path) -> None:
    failed_test(tmp_path, "select range as number from range(1200)", 1200)
    assert describe_failure(tmp_path, RuntimeError(), build_file) == (
        "test x failed (1,200 rows: number = 0; number = 1; number = 2; …)."
    )


def test_long_values_are_cut(tmp_path: Path, build_file: Path) -> None:
    failed_test(tmp_path, "select repeat('a', 1000) as word", 1)
    line = describe_failure(tmp_path, RuntimeError(), build_file)
    assert line == f"test x failed (1 row: word = {'a' * 233}…)."


def test_rows_that_are_gone_do_not_hide_the_failure(tmp_path: Path, build_file: Path) -> None:
    failed_test(tmp_path, "select * from staging.gone", 2)
    line = describe_failure(tmp_path, RuntimeError(), build_file)
    assert line.startswith("test x failed (2 rows, which cannot be read: Catalog Error: Table with")
    line = describe_failure(tmp_path, RuntimeError(), tmp_path / "no_file.duckdb")
    assert line.startswith("test x failed (2 rows, which cannot be read: IO Error: Cannot open")


def test_rows_that_take_long_are_not_waited_for(
    tmp_path: Path, build_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaches, "SECONDS", 0.2)
    failed_test(tmp_path, "select 1 from range(10000000000) where range % 2 = 2", 1)
    line = describe_failure(tmp_path, RuntimeError(), build_file)
    assert line == "test x failed (1 row, which cannot be read: INTERRUPT Error: Interrupted!)."


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Constraint Error: NOT NULL constraint failed: fct_leads__dbt_tmp.lead_key",
            "NOT NULL constraint failed: lead_key",
        ),
        (
            'Constraint Error: CHECK constraint failed on table "fct_leads__dbt_tmp" with '
            "expression CHECK((win_rate BETWEEN 0 AND 1))",
            "CHECK constraint failed: win_rate BETWEEN 0 AND 1",
        ),
        ("Binder Error: no such column.", "Runtime Error in model fct_leads Binder Error: no such"),
    ],
)
def test_a_broken_contract_names_the_column(tmp_path: Path, message: str, told: str) -> None:
    message = f"Runtime Error in model fct_leads\n  {message}"
    result = {"unique_id": "model.pantau.fct_leads", "status": "error", "message": message}
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [result]}))
    line = describe_failure(tmp_path, RuntimeError(), tmp_path / "build.duckdb")
    assert line.startswith(f"model fct_leads failed ({told}")
