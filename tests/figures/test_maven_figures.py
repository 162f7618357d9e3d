"""A night on the Maven export gives the figures that others published about it.

Expected values: the publisher's page, and plain counts over the files made with other tools.
"""

import shutil
from decimal import Decimal

import pytest

from tests.figures.lane.company import SHARED_DATA, Company
from tests.figures.lane.warehouse import Warehouse

MAVEN = SHARED_DATA / "maven_crm"

pytestmark = [
    pytest.mark.skipif(not MAVEN.is_dir(), reason="the Maven CRM files are not on this machine"),
]


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("maven")
    landing = data / "landing" / "maven" / "2017-12-31"
    landing.mkdir(parents=True)
    for file in MAVEN.glob("*.csv"):
        shutil.copy(file, landing)
    return Company(data, reporting_currency="USD").night()


def checks(maven: Warehouse, name: str) -> list[tuple[int, int]]:
    return maven.query(
        "select affected_count, total_count from marts.mart_coverage_report"
        " where source_system = 'maven' and check_name = ?",
        name,
    )


@pytest.mark.parametrize("owner_view", ["credited", "current"])
def test_won_and_lost_in_total(maven: Warehouse, owner_view: str) -> None:
    assert maven.query(
        "select sum(won_count), sum(lost_count), sum(closed_count), sum(won_amount)"
        " from marts.mart_performance_by_rep_month where owner_view = ?",
        owner_view,
    ) == [(4238, 2473, 6711, Decimal("10005534.00"))]


def test_win_rate_of_the_company(maven: Warehouse) -> None:
    won, closed = maven.query(
        "select sum(won_count), sum(closed_count) from marts.mart_sales_trend_by_month"
        " where segment_kind = 'company'",
    )[0]
    assert round(won / closed * 100, 2) == 63.15


def test_revenue_by_quarter_of_close(maven: Warehouse) -> None:
    assert maven.query(
        "select date_trunc('quarter', month_start_date)::date::varchar, sum(won_amount)"
        " from marts.mart_sales_trend_by_month where segment_kind = 'company'"
        " group by 1 having sum(won_amount) > 0 order by 1",
    ) == [
        ("2017-01-01", Decimal(1134672)),
        ("2017-04-01", Decimal(3086111)),
        ("2017-07-01", Decimal(2982255)),
        ("2017-10-01", Decimal(2802496)),
    ]


def test_top_agent(maven: Warehouse) -> None:
    assert maven.query(
        "select rep_name, sum(won_amount) from marts.mart_performance_by_rep_month"
        " where owner_view = 'credited' group by 1 order by 2 desc limit 1",
    ) == [("Darcel Schlecht", Decimal(1153214))]


def test_managers_are_the_teams(maven: Warehouse) -> None:
    assert maven.query(
        "select team_name, sum(won_amount) from marts.mart_performance_by_team_month"
        " where won_count > 0 group by 1 order by 2 desc",
    ) == [
        ("Melvin Marxen", Decimal(2251930)),
        ("Summer Sewald", Decimal(1964750)),
        ("Rocco Neubert", Decimal(1960545)),
        ("Celia Rouche", Decimal(1603897)),
        ("Cara Losch", Decimal(1130049)),
        ("Dustin Brinkmann", Decimal(1094363)),
    ]


@pytest.mark.parametrize("territory_view", ["as_of_event", "restated"])
def test_regional_offices_are_the_territories(maven: Warehouse, territory_view: str) -> None:
    assert maven.query(
        "select territory_name, sum(won_amount) from marts.mart_territory_performance_by_month"
        " where won_count > 0 and territory_view = ? group by 1 order by 2 desc",
        territory_view,
    ) == [
        ("West", Decimal(3568647)),
        ("Central", Decimal(3346293)),
        ("East", Decimal(3090594)),
    ]


def test_every_agent_is_listed_also_those_without_opportunities(maven: Warehouse) -> None:
    listed = maven.value(
        "select count(distinct rep_name) from marts.mart_performance_by_rep_month"
        " where as_of_date >= month_start_date and rep_name <> 'unknown'",
    )
    assert listed == 35


def test_every_row_of_every_file_is_accounted_for(maven: Warehouse) -> None:
    assert maven.query(
        "select object_name, rows_read, rows_loaded, rows_rejected, status"
        " from marts.mart_load_log where status = 'loaded' order by 1",
    ) == [
        ("accounts", 85, 85, 0, "loaded"),
        ("products", 7, 7, 0, "loaded"),
        ("sales_pipeline", 8800, 8800, 0, "loaded"),
        ("sales_teams", 35, 35, 0, "loaded"),
    ]


def test_crlf_line_ends_are_in_the_load_log(maven: Warehouse) -> None:
    assert maven.query(
        "select distinct line_end from marts.mart_load_log where status = 'loaded'",
    ) == [("CRLF",)]


@pytest.mark.parametrize(
    ("check_name", "affected", "total"),
    [
        ("opportunities_without_account", 1425, 8800),
        ("opportunities_without_created_date", 500, 8800),
        ("open_opportunities_without_close_date", 2089, 2089),
        ("open_opportunities_without_amount", 2089, 2089),
        ("lost_opportunities_with_zero_amount", 2473, 2473),
        ("won_opportunities_without_any_lost", 0, 4238),
        ("reps_without_opportunities", 5, 35),
    ],
)
def test_quirks_are_counted(maven: Warehouse, check_name: str, affected: int, total: int) -> None:
    assert checks(maven, check_name) == [(affected, total)]


def test_misspelt_values_are_mapped_and_counted(maven: Warehouse) -> None:
    details = maven.query(
        "select affected_count, total_count, detail_en from marts.mart_coverage_report"
        " where source_system = 'maven' and check_name = 'mapped_source_values' order by 1 desc",
    )
    assert [(affected, total) for affected, total, _ in details] == [
        (1480, 8800),
        (12, 85),
        (1, 85),
    ]
    for spelling, (_, _, detail) in zip(
        ["GTXPro", "technolgy", "Philipines"], details, strict=True
    ):
        assert spelling in detail


def test_accounts_and_agents_joined_by_name_are_said_so(maven: Warehouse) -> None:
    details = maven.query(
        "select detail_en from marts.mart_coverage_report"
        " where source_system = 'maven' and check_name = 'joined_by_name'",
    )
    assert len(details) >= 1
