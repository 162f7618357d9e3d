"""A night on the Olist funnel gives the conversion figures that others published about it.

Expected values: published analyses, and plain counts over the files made with other tools.
"""

import shutil

import pytest

from tests.figures.lane.company import SHARED_DATA, Company
from tests.figures.lane.warehouse import Warehouse

OLIST = SHARED_DATA / "olist_funnel"

pytestmark = [
    pytest.mark.skipif(not OLIST.is_dir(), reason="the Olist funnel files are not on this machine"),
]


@pytest.fixture(scope="module")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("olist")
    landing = data / "landing" / "olist" / "2018-12-31"
    landing.mkdir(parents=True)
    for file in OLIST.glob("*.csv"):
        shutil.copy(file, landing)
    return Company(data, reporting_currency="BRL").night()


def test_conversion_in_total(olist: Warehouse) -> None:
    leads, won = olist.query(
        "select sum(lead_count), sum(won_count) from marts.mart_leads_by_source_month"
    )[0]
    assert (leads, won) == (8000, 842)
    # 10.525 %, which was published rounded up: 10.53 %.
    assert won / leads == 0.10525


def test_leads_and_wins_by_origin(olist: Warehouse) -> None:
    assert olist.query(
        "select lead_source, sum(lead_count), sum(won_count)"
        " from marts.mart_leads_by_source_month group by 1 order by 2 desc",
    ) == [
        ("organic_search", 2296, 271),
        ("paid_search", 1586, 195),
        ("social", 1350, 75),
        ("unknown", 1099, 179),
        ("direct_traffic", 499, 56),
        ("email", 493, 15),
        ("referral", 284, 24),
        ("other", 150, 4),
        ("display", 118, 6),
        ("other_publicities", 65, 3),
        ("not_provided", 60, 14),
    ]


@pytest.mark.parametrize(
    ("origin", "published"),
    [
        ("paid_search", 12.30),
        ("organic_search", 11.80),
        ("direct_traffic", 11.22),
        ("social", 5.56),
        ("email", 3.04),
    ],
)
def test_published_conversion_of_a_channel(olist: Warehouse, origin: str, published: float) -> None:
    leads, won = olist.query(
        "select sum(lead_count), sum(won_count) from marts.mart_leads_by_source_month"
        " where lead_source = ?",
        origin,
    )[0]
    assert round(won / leads * 100, 2) == published


def test_a_deal_without_value_is_no_deal_of_zero(olist: Warehouse) -> None:
    assert olist.query(
        "select sum(won_count), count(won_amount) filter (where won_count > 0)"
        " from marts.mart_performance_by_rep_month where owner_view = 'credited'",
    ) == [(842, 0)]


def test_a_source_that_tells_no_lost_deal_has_no_win_rate(olist: Warehouse) -> None:
    """All 842 would be won: no rate, no interval, no default chance that looks like knowledge."""
    for mart, columns in [
        ("mart_performance_by_rep_month", "win_rate, win_rate_low, won_amount_rate"),
        ("mart_performance_by_team_month", "win_rate, inclusive_win_rate"),
        ("mart_sales_trend_by_month", "win_rate"),
        ("mart_territory_performance_by_month", "win_rate, inclusive_win_rate"),
    ]:
        counts = ", ".join(f"count({column})" for column in columns.split(", "))
        won, *known = olist.query(f"select sum(won_count), {counts} from marts.{mart}")[0]
        assert won >= 842
        assert not any(known), f"{mart} has a rate of {columns}"


def test_every_row_of_every_file_is_accounted_for(olist: Warehouse) -> None:
    assert olist.query(
        "select object_name, rows_read, rows_loaded, rows_rejected"
        " from marts.mart_load_log where status = 'loaded' order by 1",
    ) == [
        ("closed_deals", 842, 842, 0),
        ("marketing_qualified_leads", 8000, 8000, 0),
        ("sellers", 3095, 3095, 0),
    ]


@pytest.mark.parametrize(
    ("check_name", "affected", "total"),
    [
        ("leads_without_source", 60, 8000),
        ("leads_with_source_unknown", 1099, 8000),
        ("won_before_created", 1, 842),
        ("declared_revenue_zero", 797, 842),
        ("list_valued_profiles", 16, 842),
        ("deals_without_seller_record", 462, 842),
        ("won_opportunities_without_amount", 842, 842),
        ("won_opportunities_without_any_lost", 842, 842),
    ],
)
def test_quirks_are_counted(olist: Warehouse, check_name: str, affected: int, total: int) -> None:
    assert olist.query(
        "select affected_count, total_count from marts.mart_coverage_report"
        " where source_system = 'olist' and check_name = ?",
        check_name,
    ) == [(affected, total)]
