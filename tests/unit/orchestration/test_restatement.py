"""What changed between two published files: every kind of change once, and sums to the cent."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from orchestration.restatement.comparison import Side, compared
from orchestration.restatement.report import Story, markdown
from tests.unit.orchestration.restatement_files import (
    lost,
    published,
    still_open,
    won,
    write_file,
    write_log,
)

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
THEN = published("2026-06-20_aaaaaaaaaa", "2026-06-20", "2026-06-21T02:00:00")
NOW = published("2026-07-02_bbbbbbbbbb", "2026-07-02", "2026-07-03T02:00:00")
USD = {"currency": "USD", "rate": 15000}

BEFORE = {
    "O01": won("2026-05-10", 100),
    "O02": won("2026-05-11", 200),
    "O03": lost("2026-05-12", 50),
    "O04": won("2026-05-13", 300),
    "O05": won("2026-05-14", 1000),
    "O06": won("2026-05-15", 70),
    "O07": won("2026-05-16", 80),
    "O08": won("2026-05-17", 90),
    "O09": won("2026-05-18", 20),
    "O10": won("2026-05-18", 40),
    "O11": won("2026-05-19", 45, is_deleted=True),
    "O12": won("2026-05-20", 30),
    "O14": won("2026-05-22", 10, **USD),
    "O15": won("2026-05-22", 10, **USD),
    "O16": still_open(25),
    "O17": won("2026-05-23", 10, **USD),
    "O18": lost("2026-05-24", 15),
    "O20": won("2026-06-05", 10),
    "O21": won("2026-05-26", 11),
    "O22": won("2026-05-27", None),
    "O23": still_open(99),
}
AFTER = {
    "O01": won("2026-05-10", 100),
    "O02": lost("2026-05-11", 200),
    "O03": won("2026-05-12", 60),
    "O04": still_open(300),
    "O05": won("2026-05-14", 1200),
    "O06": won("2026-04-28", 70),
    "O07": won("2026-06-25", 80),
    "O08": won("2026-05-17", 90, rep="R2", team="T2"),
    "O09": won("2026-05-18", 20, territory="B"),
    "O10": won("2026-05-18", 40, is_deleted=True),
    "O11": won("2026-05-19", 45),
    "O13": won("2026-05-21", 35),
    "O14": won("2026-05-22", 10, currency="USD", rate=16000),
    "O15": won("2026-05-22", 10, currency="SGD", rate=12000),
    "O16": lost("2026-05-23", 25),
    "O17": won("2026-05-23", 12, currency="USD", rate=16000),
    "O19": won("2026-05-25", 5),
    "O20": won("2026-06-05", 20, rep="R2"),
    "O21": won("2026-05-26", 11, team="T2"),
    "O22": won("2026-05-27", 12),
    "O23": won("2026-06-30", 99),
}
LEADS_BEFORE = [
    ("L1", "2026-05-02", False),
    ("L3", "2026-05-03", False),
    ("L4", "2026-05-04", False),
    ("L5", "2026-05-05", False),
]
LEADS_AFTER = [
    ("L2", "2026-05-02", False),
    ("L3", "2026-05-03", True),
    ("L4", "2026-04-30", False),
    ("L5", "2026-05-05", False),
]
UNCHANGED = ("rep", "R2", MAY, 50)
TARGETS_BEFORE = [("company", "company", MAY, 1000), ("rep", "R2", APRIL, 7), UNCHANGED]
TARGETS_AFTER = [("company", "company", MAY, 1100), ("rep", "R1", MAY, 500), UNCHANGED]
# file, export date, status, status before, loaded, superseded, rows
LOG = [
    ("known.csv", "2026-06-19", "loaded", "loaded", "2026-06-20 02:00", None, 1),
    ("late.csv", "2026-06-18", "superseded", "loaded", "2026-06-22 02:00", "2026-07-04 02:00", 2),
    ("f.csv", "2026-06-17", "superseded", "loaded", "2026-06-18 02:00", "2026-06-23 02:00", 3),
    ("f.csv", "2026-06-17", "loaded", "loaded", "2026-06-23 02:00", None, 4),
    (
        "bad.csv",
        "2026-06-16",
        "superseded",
        "quarantined",
        "2026-06-24 02:00",
        "2026-06-25 02:00",
        0,
    ),
    ("bad.csv", "2026-06-16", "loaded", "loaded", "2026-06-25 02:00", None, 7),
    ("worse.csv", "2026-06-16", "quarantined", "quarantined", "2026-06-24 02:00", None, 0),
    ("next.csv", "2026-06-21", "loaded", "loaded", "2026-06-22 02:00", None, 5),
    ("after.csv", "2026-06-15", "loaded", "loaded", "2026-07-04 02:00", None, 6),
]


@pytest.fixture
def result(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    before = write_file(
        tmp_path / "one.duckdb",
        BEFORE,
        leads=LEADS_BEFORE,
        targets=TARGETS_BEFORE,
        merges=[("opportunity", "O19", "O01"), ("account", "O13", "O01")],
    )
    after = write_file(
        tmp_path / "two.duckdb",
        AFTER,
        leads=LEADS_AFTER,
        targets=TARGETS_AFTER,
        merges=[
            ("opportunity", "O12", "O01"),
            ("opportunity", "L1", "O99"),
            ("lead", "L1", "L5"),
            ("lead", "O18", "L5"),
        ],
    )
    log = write_log(tmp_path / "log.parquet", LOG)
    with compared(Side(before, THEN), Side(after, NOW), log) as connection:
        yield connection


def rows(connection: DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


# id, month, reason, then, now, won deals, won amount, lost deals, lost amount
OPPORTUNITIES = [
    ("O02", MAY, "won_to_lost", "won 2026-05-11", "lost 2026-05-11", -1, -200, 1, 200),
    ("O03", MAY, "lost_to_won", "lost 2026-05-12", "won 2026-05-12", 1, 60, -1, -50),
    ("O04", MAY, "reopened", "won 2026-05-13", "open", -1, -300, 0, 0),
    ("O05", MAY, "amount_changed", "1000.00 IDR", "1200.00 IDR", 0, 200, 0, 0),
    ("O06", APRIL, "close_date_moved", "2026-05-15", "2026-04-28", 1, 70, 0, 0),
    ("O06", MAY, "close_date_moved", "2026-05-15", "2026-04-28", -1, -70, 0, 0),
    ("O07", MAY, "close_date_moved", "2026-05-16", "2026-06-25", -1, -80, 0, 0),
    ("O08", MAY, "credit_moved", "Sari", "Budi", 0, 0, 0, 0),
    ("O09", MAY, "territory_changed", "Medan", "Jakarta", 0, 0, 0, 0),
    ("O10", MAY, "deleted", "won 2026-05-18", "deleted", -1, -40, 0, 0),
    ("O11", MAY, "undeleted", "deleted", "won 2026-05-19", 1, 45, 0, 0),
    ("O12", MAY, "merged", "O12", "O01", -1, -30, 0, 0),
    ("O13", MAY, "newly_delivered", None, "won 2026-05-21", 1, 35, 0, 0),
    (
        "O14",
        MAY,
        "exchange_rate_revised",
        "15000",
        "16000",
        0,
        10000,
        0,
        0,
    ),
    ("O15", MAY, "currency_changed", "10.00 USD", "10.00 SGD", 0, -30000, 0, 0),
    ("O16", MAY, "closed_in_a_past_month", "open", "lost 2026-05-23", 0, 0, 1, 25),
    # the amount at the old rate: 12 x 15,000 - 10 x 15,000; then the rate: 12 x 1,000
    ("O17", MAY, "amount_changed", "10.00 USD", "12.00 USD", 0, 30000, 0, 0),
    (
        "O17",
        MAY,
        "exchange_rate_revised",
        "15000",
        "16000",
        0,
        12000,
        0,
        0,
    ),
    ("O18", MAY, "no_longer_delivered", "lost 2026-05-24", None, 0, 0, -1, -15),
    ("O19", MAY, "merge_undone", None, "won 2026-05-25", 1, 5, 0, 0),
    ("O21", MAY, "team_changed", "Utara", "Selatan", 0, 0, 0, 0),
    ("O22", MAY, "amount_changed", None, "12.00 IDR", 0, 12, 0, 0),
]


def test_every_kind_of_change_is_named_with_its_effect(result: DuckDBPyConnection) -> None:
    found = rows(
        result,
        """
        select opportunity_id, month_start_date, reason, value_before, value_after,
            won_count_effect, won_amount_effect, lost_count_effect, lost_amount_effect
        from opportunity_changes order by opportunity_id, month_start_date, reason
        """,
    )
    assert found == OPPORTUNITIES


def test_company_figures_before_and_after(result: DuckDBPyConnection) -> None:
    found = rows(
        result,
        """
        select month_start_date, metric, value_before, value_after, difference, not_explained
        from explained_figures where level_kind = 'company' and is_changed
        order by month_start_date, metric
        """,
    )
    assert found == [
        (APRIL, "closed_count", 0, 1, 1, 0),
        (APRIL, "lead_count", 0, 1, 1, 0),
        (APRIL, "won_amount", 0, 70, 70, 0),
        (APRIL, "won_count", 0, 1, 1, 0),
        (MAY, "closed_count", 17, 15, -2, 0),
        (MAY, "lead_count", 4, 2, -2, 0),
        (MAY, "lost_amount", 65, 225, 160, 0),
        (MAY, "target_amount", 1000, 1100, 100, 0),
        (MAY, "won_amount", 451941, 473578, 21637, 0),
        (MAY, "won_count", 15, 13, -2, 0),
    ]


def test_reps_and_teams_gain_what_others_lose(result: DuckDBPyConnection) -> None:
    found = rows(
        result,
        """
        select level_key, metric, value_before, value_after, not_explained from explained_figures
        where level_key in ('R2', 'T2') and month_start_date = date '2026-05-01' and is_changed
        order by level_key, metric
        """,
    )
    assert found == [
        ("R2", "closed_count", 0, 1, 0),
        ("R2", "won_amount", 0, 90, 0),
        ("R2", "won_count", 0, 1, 0),
        ("T2", "closed_count", 0, 2, 0),
        ("T2", "won_amount", 0, 101, 0),
        ("T2", "won_count", 0, 2, 0),
    ]
    assert rows(result, "select * from explained_figures where not_explained <> 0") == []


def test_months_not_yet_over_are_left_out(result: DuckDBPyConnection) -> None:
    assert rows(result, "select max(month_start_date) from explained_figures") == [(MAY,)]


def test_leads_and_targets(result: DuckDBPyConnection) -> None:
    assert rows(
        result,
        "select lead_id, month_start_date, reason, value_before, value_after, lead_count_effect"
        " from lead_changes order by all",
    ) == [
        ("L1", MAY, "merged", "L1", "L5", -1),
        ("L2", MAY, "newly_delivered", None, "2026-05-02", 1),
        ("L3", MAY, "deleted", "2026-05-03", "deleted", -1),
        ("L4", APRIL, "creation_date_moved", "2026-05-04", "2026-04-30", 1),
        ("L4", MAY, "creation_date_moved", "2026-05-04", "2026-04-30", -1),
    ]
    assert rows(
        result,
        "select owner_key, month_start_date, owner_name, reason, target_amount_effect"
        " from target_changes order by all",
    ) == [
        ("R1", MAY, "Sari", "target_added", Decimal(500)),
        ("R2", APRIL, "Budi", "target_removed", Decimal(-7)),
        ("company", MAY, "company", "target_changed", Decimal(100)),
    ]


def test_deliveries_between_the_two(result: DuckDBPyConnection) -> None:
    assert rows(result, "select file_name, arrival, rows_loaded from arrivals order by all") == [
        ("bad.csv", "corrected", 7),
        ("bad.csv", "refused", 0),
        ("f.csv", "corrected", 4),
        ("late.csv", "late", 2),
        ("worse.csv", "refused", 0),
    ]
    assert rows(result, "select file_name from later_exports") == [("next.csv",)]


def test_what_no_record_explains_is_said(tmp_path: Path) -> None:
    """A mart that was counted by another definition: 7 more than its opportunities."""
    one = write_file(tmp_path / "one.duckdb", {"O1": won("2026-05-10", 100)})
    two = write_file(
        tmp_path / "two.duckdb",
        {"O1": won("2026-05-10", 120)},
        and_then="update marts.mart_sales_trend_by_month set won_amount = won_amount + 7",
    )
    log = write_log(tmp_path / "log.parquet", LOG)
    with compared(Side(one, THEN), Side(two, NOW), log) as connection:
        assert rows(
            connection,
            "select metric, difference, explained, not_explained from explained_figures"
            " where level_kind = 'company' and is_changed",
        ) == [("won_amount", 27, 20, 7)]
        told = markdown(connection, Story(THEN, NOW, []))
    assert "**Not explained by opportunities:** won amount of 2026-05, +7.00" in told


def test_files_without_merges_compare_all_the_same(tmp_path: Path) -> None:
    """Files published before merged records were: what is gone is gone for no known reason."""
    drop = "drop table core.bridge_merged_records"
    one = write_file(tmp_path / "one.duckdb", {"O1": won("2026-05-10", 100)}, and_then=drop)
    two = write_file(tmp_path / "two.duckdb", {"O2": won("2026-05-10", 100)}, and_then=drop)
    log = write_log(tmp_path / "log.parquet", LOG)
    with compared(Side(one, THEN), Side(two, NOW), log) as connection:
        assert rows(connection, "select opportunity_id, reason from opportunity_changes") == [
            ("O1", "no_longer_delivered"),
            ("O2", "newly_delivered"),
        ]


def test_the_report_can_be_read(result: DuckDBPyConnection) -> None:
    told = markdown(result, Story(THEN, NOW, ["From the kept version."])).splitlines()
    assert "| 2026-05 | won amount | 451,941.00 | 473,578.00 | +21,637.00 | 0.00 |" in told
    assert (
        "| 2026-05 | O12 | Deal O12 | merged into another record | O12 | O01 | -1 | -30.00 |  |  |"
        in told
    )
    assert "| Budi | 2026-05 | won deals | 0 | 1 | +1 | 0 |" in told
    assert not any("Not explained by opportunities" in line for line in told)
