"""The marts of a simulated company equal what the simulator itself knows, to the cent.

The truth files are counted on the simulator's own time line, not read back from its exports.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.figures.lane.company import Company, write_sample
from tests.figures.lane.warehouse import Warehouse

STAGES = {
    "Prospek": "prospect",
    "Prospek Kualifikasi": "qualified",
    "Presentasi": "presentation",
    "Penawaran": "quotation",
    "Penutupan": "closing",
    "Closed Won": "won",
    "Closed Lost": "lost",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("company")
    write_sample(data, nights=20, scale=0.3)
    return Company(data).night()


def truth(company: Warehouse, name: str) -> Iterator[dict[str, str]]:
    with (company.data / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def deals(row: dict[str, str]) -> tuple[Any, ...]:
    return (
        int(row["won_count"]),
        Decimal(row["won_amount"]),
        int(row["lost_count"]),
        Decimal(row["lost_amount"]),
    )


def test_won_and_lost_per_rep_and_month(company: Warehouse) -> None:
    expected = {
        (row["rep_id"], row["month_start_date"]): deals(row)
        for row in truth(company, "won_by_rep_month")
    }
    published = company.query(
        """
        select rep_id, month_start_date::varchar, won_count, won_amount, lost_count, lost_amount
        from marts.mart_performance_by_rep_month
        inner join core.dim_sales_reps using (rep_key)
        where is_current and owner_view = 'credited' and closed_count > 0
        """,
    )
    assert {row[:2]: row[2:] for row in published} == expected
    assert len(expected) > 50


def test_won_and_lost_per_territory_and_month(company: Warehouse) -> None:
    expected = {
        (row["territory_name"], row["month_start_date"]): deals(row)[:3]
        for row in truth(company, "won_by_territory_month")
    }
    published = company.query(
        """
        select territory_name, month_start_date::varchar, won_count, won_amount, lost_count
        from marts.mart_territory_performance_by_month
        where territory_view = 'as_of_event' and closed_count > 0
        """,
    )
    assert {row[:2]: row[2:] for row in published} == expected


def test_won_and_lost_per_team_and_month(company: Warehouse) -> None:
    expected = {
        (row["team_name"], row["month_start_date"]): deals(row)
        for row in truth(company, "won_by_team_month")
    }
    published = company.query(
        """
        select team_name, month_start_date::varchar, won_count, won_amount, lost_count, lost_amount
        from marts.mart_performance_by_team_month where closed_count > 0
        """,
    )
    assert {row[:2]: row[2:] for row in published} == expected


def test_open_pipeline_per_stage(company: Warehouse) -> None:
    expected = {
        STAGES[row["stage_name"]]: (int(row["open_count"]), Decimal(row["open_amount"]))
        for row in truth(company, "open_by_stage")
    }
    published = company.query(
        """
        select stage_name, count(*), sum(coalesce(amount, 0))
        from marts.mart_open_opportunities_ranked group by 1
        """,
    )
    assert {stage: (count, amount) for stage, count, amount in published} == expected


def test_leads_per_source_and_month(company: Warehouse) -> None:
    expected = {
        (row["lead_source"], row["month_start_date"]): (
            int(row["lead_count"]),
            int(row["converted_count"]),
            int(row["won_count"]),
        )
        for row in truth(company, "leads_by_source_month")
    }
    published = company.query(
        """
        select lead_source, month_start_date::varchar, lead_count, converted_count, won_count
        from marts.mart_leads_by_source_month where lead_count > 0
        """,
    )
    assert {row[:2]: row[2:] for row in published} == expected


def test_targets_per_rep_and_month(company: Warehouse) -> None:
    expected = {
        (row["rep_id"], row["month_start_date"]): Decimal(row["target_amount"])
        for row in truth(company, "targets_by_rep_month")
    }
    published = company.query(
        """
        select rep_id, month_start_date::varchar, target_amount
        from core.fct_targets
        inner join core.dim_sales_reps on fct_targets.owner_key = dim_sales_reps.rep_key
        where owner_kind = 'rep' and measure = 'won_amount' and is_current
        """,
    )
    assert {row[:2]: row[2] for row in published} == expected


def test_cases_per_territory_and_month(company: Warehouse) -> None:
    expected = {
        (row["territory_name"], row["month_start_date"]): int(row["case_count"])
        for row in truth(company, "cases_by_territory_month")
    }
    published = company.query(
        """
        select territory_name, month_start_date::varchar, case_count
        from marts.mart_territory_performance_by_month
        where territory_view = 'as_of_event' and case_count > 0
        """,
    )
    assert {row[:2]: row[2] for row in published} == expected


def test_every_stage_visit_has_its_days(company: Warehouse) -> None:
    expected = {
        (row["opportunity_id"], int(row["visit_number"])): (
            STAGES[row["stage_name"]],
            row["entered_date"],
            row["exited_date"] or None,
        )
        for row in truth(company, "stage_visits")
    }
    published = company.query(
        """
        select opportunity_id, visit_number, fct_stage_visits.stage_name,
            entered_date::varchar, exited_date::varchar
        from core.fct_stage_visits inner join core.fct_opportunities using (opportunity_key)
        where not is_deleted
        """,
    )
    assert {row[:2]: row[2:] for row in published} == expected


def test_every_opportunity_has_its_story(company: Warehouse) -> None:
    def day(text: str) -> str | None:
        return text or None

    expected = {
        row["opportunity_id"]: (
            row["owner_id"],
            STAGES[row["stage_name"]],
            row["created_date"],
            day(row["closed_date"]),
            int(row["cycle_days"]) if row["cycle_days"] else None,
            int(row["push_count"]),
            int(row["push_days"]),
            int(row["reopen_count"]),
        )
        for row in truth(company, "opportunities")
        if row["is_deleted"] == "false"
    }
    published = company.query(
        """
        select opportunity_id, rep_id, stage_name, created_date::varchar, closed_date::varchar,
            cycle_days, push_count, push_days, reopen_count
        from core.fct_opportunities
        inner join core.dim_sales_reps on owner_current_rep_key = rep_key and is_current
        where not fct_opportunities.is_deleted
        """,
    )
    assert {row[0]: row[1:] for row in published} == expected


def test_every_exported_row_is_loaded(company: Warehouse) -> None:
    expected = {(row["source_system"], row["export_as_of"]): 0 for row in truth(company, "loads")}
    for row in truth(company, "loads"):
        expected[row["source_system"], row["export_as_of"]] += int(row["rows"])
    published = company.query(
        """
        select source_system, export_as_of::varchar, sum(rows_read), sum(rows_rejected)
        from marts.mart_load_log where status = 'loaded' group by 1, 2
        """,
    )
    assert {row[:2]: row[2] for row in published} == expected
    assert {row[3] for row in published} == {0}
