"""Hand-written records go in as exports, hand-typed cells must come out: one test per rule.

The exports and the expected cells are sheets in `tests/fixtures/golden`; its README tells the story
of every record. A failure names record, column, expected and found.
"""

import csv
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.nightly.dbt_command import Build
from tests.figures.golden import GOLDEN, differences, expected_sheets
from tests.figures.lane.company import Company
from tests.figures.lane.project import compiled
from tests.figures.lane.warehouse import Warehouse
from tests.figures.lane.warehouse import differences as table_differences

SETTINGS = {"reporting_currency": "IDR", "timezone": "Asia/Jakarta", "fiscal_year_start": "4"}
LEAP_DAY = "2024-02-29"
LAST_DAY = date(2024, 4, 30)


@dataclass(frozen=True)
class Grown:
    """A company whose nights were run one after the other, and what it had on the leap day."""

    now: Warehouse
    on_leap_day: Warehouse


def company(folder: Path) -> Path:
    """A new company with the golden exports in its landing folder."""
    shutil.copytree(GOLDEN / "landing", folder / "landing")
    return folder


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return Company(company(tmp_path_factory.mktemp("golden")), **SETTINGS).night()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    growing = Company(company(tmp_path_factory.mktemp("grown")), **SETTINGS)
    on_leap_day = growing.night(LEAP_DAY)
    growing.continue_night(LEAP_DAY)
    return Grown(growing.continue_night(), on_leap_day)


def compare(warehouse: Warehouse, rule: int, folder: str = "expected") -> None:
    """Fail with every cell of the rule's expected rows that was published otherwise."""
    lines, cells = [], 0
    for sheet, rows in expected_sheets(folder).items():
        of_rule = [row for row in rows if row["rule"] == str(rule)]
        cells += sum(len(row) for row in of_rule)
        lines += differences(warehouse, sheet, of_rule) if of_rule else []
    assert cells, f"no sheet in {folder} has a row of rule {rule}"
    assert not lines, "\n" + "\n".join(lines)


def test_rule_01_amounts_use_the_rate_of_their_day_and_stay_empty_without_one(
    golden: Warehouse,
) -> None:
    compare(golden, 1)


def test_rule_02_days_are_those_of_the_company_and_minutes_those_of_the_owner(
    golden: Warehouse,
) -> None:
    compare(golden, 2)


def test_rule_03_fiscal_periods_come_from_the_calendar(golden: Warehouse) -> None:
    compare(golden, 3)


def test_rule_04_deals_stay_with_the_owner_team_and_manager_of_their_day(golden: Warehouse) -> None:
    compare(golden, 4)


def test_rule_05_deals_stay_in_the_territory_of_their_day(golden: Warehouse) -> None:
    compare(golden, 5)


def test_rule_06_reopened_deals_count_with_the_closing_that_stands(golden: Warehouse) -> None:
    compare(golden, 6)


def test_rule_06_the_closing_that_stood_on_an_earlier_day_can_be_published_again(
    grown: Grown,
) -> None:
    compare(grown.on_leap_day, 6, f"expected_as_of_{LEAP_DAY}")


def test_rule_07_skipped_and_repeated_stages_keep_their_visits(golden: Warehouse) -> None:
    compare(golden, 7)


def test_rule_08_deleted_and_merged_records_count_once_or_not_at_all(golden: Warehouse) -> None:
    compare(golden, 8)


def test_rule_08_merged_records_are_nowhere_but_in_their_survivors(golden: Warehouse) -> None:
    assert golden.value("select count(*) from core.fct_opportunities where not is_merged") == 111
    for table, column in [
        ("fct_leads", "lead_id"),
        ("dim_accounts", "account_id"),
        ("fct_activities join core.fct_opportunities using (opportunity_key)", "opportunity_id"),
    ]:
        assert not golden.query(f"select * from core.{table} where {column} like '%merge_loser%'")


def test_rule_08_what_was_deleted_later_was_still_there_on_the_leap_day(grown: Grown) -> None:
    compare(grown.on_leap_day, 8, f"expected_as_of_{LEAP_DAY}")


def test_rule_09_the_waterfall_has_one_way_in_and_one_way_out(golden: Warehouse) -> None:
    compare(golden, 9)


def test_rule_09_the_typed_waterfall_closes_to_the_cent() -> None:
    """The expected cells themselves fulfil the identity, where a sheet gives a whole waterfall."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in expected_sheets()["mart_pipeline_waterfall"]:
        member = tuple(row[name] for name in ("level_name", "period_start_date", "window_kind"))
        amount = Decimal(row["amount"])
        sums[member] += -amount if row["bucket"] == "closing" else amount
    whole = [
        ("Rep Waterfall", "2024-03-01", "month"),
        ("Rep Waterfall", "2024-03-01", "all"),
        ("Ani", "2024-02-01", "all"),
        ("Budi", "2024-02-01", "all"),
        ("Timur", "2024-03-01", "all"),
        ("Bandung", "2024-02-01", "all"),
    ]
    assert [sums[member] for member in whole] == [0] * len(whole)


def test_rule_10_a_past_that_nobody_recorded_is_inferred_and_says_so(golden: Warehouse) -> None:
    compare(golden, 10)


def test_rule_11_leads_keep_their_row_and_hand_on_their_source(golden: Warehouse) -> None:
    compare(golden, 11)


def test_rule_12_records_that_nobody_merged_stay_apart(golden: Warehouse) -> None:
    compare(golden, 12)


def test_rule_13_unknown_zero_and_negative_amounts_are_three_things(golden: Warehouse) -> None:
    compare(golden, 13)


def test_rule_14_late_repeated_and_corrected_deliveries_slot_in(golden: Warehouse) -> None:
    compare(golden, 14)


def test_rule_14_an_earlier_night_knows_what_had_been_delivered(grown: Grown) -> None:
    compare(grown.on_leap_day, 14, f"expected_as_of_{LEAP_DAY}")


def test_rule_14_night_after_night_gives_what_one_night_gives(
    golden: Warehouse, grown: Grown
) -> None:
    assert table_differences(golden, grown.now) == []


def test_rule_15_nothing_happens_after_the_business_date(golden: Warehouse) -> None:
    compare(golden, 15)


def test_rule_15_an_earlier_night_knows_nothing_of_later_ones(grown: Grown) -> None:
    compare(grown.on_leap_day, 15, f"expected_as_of_{LEAP_DAY}")


def test_rule_16_few_deals_say_so_and_none_say_nothing(golden: Warehouse) -> None:
    compare(golden, 16)


def test_rule_16_sheets_that_are_not_delivered_leave_empty_tables(golden: Warehouse) -> None:
    delivered = {file.stem for file in (GOLDEN / "landing" / "generic").rglob("*.csv")}
    assert not delivered & {"contacts", "quotes", "campaigns", "touches"}
    assert golden.value("select count(*) from marts.mart_coverage_report") > 0


def contacts() -> Iterator[str]:
    """Every e-mail address and phone number in the golden exports."""
    for file in (GOLDEN / "landing" / "generic").rglob("leads.csv"):
        with file.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                yield from filter(None, (row["email"], row["phone"]))


def test_rule_17_no_contact_data_is_published(golden: Warehouse) -> None:
    wanted = sorted(set(contacts()))
    assert len(wanted) == 3
    tables = golden.query(
        "select schema_name, table_name from duckdb_tables() where schema_name in ('core', 'marts')"
    )
    for schema, table in tables:
        for contact in wanted:
            found = golden.query(
                f'select 1 from "{schema}"."{table}" as t where contains(cast(t as varchar), ?)',
                contact,
            )
            assert not found, f"{schema}.{table} shows {contact}"


def test_rule_18_words_of_the_source_arrive_as_they_are_and_files_are_accounted_for(
    golden: Warehouse,
) -> None:
    compare(golden, 18)


def test_rule_19_open_deals_are_neglected_stuck_or_overdue_from_the_day_after_the_last(
    golden: Warehouse,
) -> None:
    compare(golden, 19)


def test_columns_have_the_types_of_their_contracts(golden: Warehouse) -> None:
    """Types do not depend on rows, so once is enough: dbt would refuse the model at night."""
    project = compiled(Company(golden.data, **SETTINGS).settings, Build(LAST_DAY, golden.data))
    assert golden.types_apart(project) == []


def test_every_rule_of_the_sheets_is_tested() -> None:
    tested = set(re.findall(r"def test_rule_(\d+)_", Path(__file__).read_text(encoding="utf-8")))
    typed = {row["rule"].zfill(2) for rows in expected_sheets().values() for row in rows}
    assert typed <= tested, sorted(typed - tested)


def test_every_record_is_told_in_the_readme_and_has_expected_cells() -> None:
    told = set(re.findall(r"`(\w+)`", (GOLDEN / "README.md").read_text(encoding="utf-8")))
    sheets = expected_sheets()
    for sheet, key, unpublished in [
        ("opportunities", "opportunity_id", {"merge_loser_1", "merge_loser_2"}),
        ("leads", "lead_id", {"lead_merge_loser_1", "lead_merge_loser_2"}),
        ("cases", "case_id", set()),
    ]:
        exported = set()
        for file in (GOLDEN / "landing" / "generic").rglob(f"{sheet}.csv"):
            with file.open(newline="", encoding="utf-8") as lines:
                exported |= {row[key] for row in csv.DictReader(lines)}
        assert exported <= told, sorted(exported - told)
        typed = {row[key] for name in sheets for row in sheets[name] if key in row}
        assert exported - unpublished <= typed, sorted(exported - unpublished - typed)
