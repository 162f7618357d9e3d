"""A night among bad files and odd rows: what is good is published, what is not is counted.

The company and its people are invented; its files have the shape of the Maven export.
"""

import pytest

from tests.figures.lane.company import Company
from tests.figures.lane.warehouse import Warehouse

DAY = "2026-02-01"
FILES = {
    "accounts.csv": """\
account,sector,year_established,revenue,employees,office_location,subsidiary_of
Toko Melati,retail,1999,1.50,12,Indonesia,
Bengkel Jaya,services,2005,0.75,5,Indonesia,
""",
    "products.csv": """\
product,series,sales_price
Pompa Kecil,Pompa,100
""",
    "sales_teams.csv": """\
sales_agent,manager,regional_office
Ayu,Rahmat,Timur
Budi,Rahmat,Timur
""",
    "sales_pipeline.csv": """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
GOOD,Ayu,Pompa Kecil,Toko Melati,Won,2026-01-05,2026-01-20,100
ANCIENT,Ayu,Pompa Kecil,Toko Melati,Won,0001-01-01,9999-12-31,1
OLD,Budi,Pompa Kecil,Bengkel Jaya,Engaging,1900-01-01,,
TYPO,Budi,Pompa Kecil,Bengkel Jaya,Won,2026-01-01,2926-01-02,1
FUTURE,Budi,Pompa Kecil,Bengkel Jaya,Won,2026-01-02,2126-01-02,7
NODATE,Ayu,Pompa Kecil,Toko Melati,Lost,2026-01-07,,0
LATE,Ayu,Pompa Kecil,Toko Melati,Won,2026-01-20,2026-01-10,40
BADDATE,Ayu,Pompa Kecil,Toko Melati,Won,20.01.2026,2026-01-21,1
BADNUMBER,Ayu,Pompa Kecil,Toko Melati,Won,2026-01-02,2026-01-21,a lot
TWICE,Budi,Pompa Kecil,Bengkel Jaya,Engaging,2026-01-10,,
TWICE,Budi,Pompa Kecil,Bengkel Jaya,Engaging,2026-01-10,,
STRANGE,Budi,Pompa Kecil,Bengkel Jaya,Dreaming,2026-01-11,,
NOBODY,Tina,Pompa Besar,Toko Anggrek,Engaging,2026-01-12,,
""",
    "sales_pipeline_cut.csv": """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
CUT1,Ayu,Pompa Kecil,Toko Melati,Won,2026-01-05,2026-01-20,100
CUT2,Ayu,Pompa Ke""",
    "sales_pipeline_page.csv": "<!DOCTYPE html><html><body>Please sign in</body></html>\n",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("bad")
    landing = data / "landing" / "maven" / DAY
    landing.mkdir(parents=True)
    for name, text in FILES.items():
        (landing / name).write_text(text, encoding="utf-8")
    (landing / "products_folder.csv").mkdir()
    shop = data / "landing" / "shop" / DAY
    shop.mkdir(parents=True)
    (shop / "orders.csv").write_text("id\n1\n", encoding="utf-8")
    return Company(data, reporting_currency="USD").night(DAY)


def test_every_file_has_its_line_in_the_load_log(company: Warehouse) -> None:
    assert company.query(
        "select split_part(file_name, '/', -1), status, rows_read, rows_loaded, rows_rejected"
        " from marts.mart_load_log order by file_name",
    ) == [
        ("accounts.csv", "loaded", 2, 2, 0),
        ("products.csv", "loaded", 1, 1, 0),
        ("products_folder.csv", "not_recognised", 0, 0, 0),
        ("sales_pipeline.csv", "loaded", 13, 7, 6),
        ("sales_pipeline_cut.csv", "quarantined", 0, 0, 0),
        ("sales_pipeline_page.csv", "quarantined", 0, 0, 0),
        ("sales_teams.csv", "loaded", 2, 2, 0),
        ("shop", "not_recognised", 0, 0, 0),
    ]


def test_every_loaded_deal_is_a_fact(company: Warehouse) -> None:
    assert company.query(
        "select opportunity_id, stage_name, closed_date::varchar, cycle_days, won_amount::double"
        " from core.fct_opportunities order by 1",
    ) == [
        ("FUTURE", "won", DAY, 30, 7.0),
        ("GOOD", "won", "2026-01-20", 15, 100.0),
        ("LATE", "won", "2026-01-10", None, 40.0),
        ("NOBODY", "qualified", None, None, None),
        ("NODATE", "lost", DAY, 25, None),
        ("STRANGE", "unmapped", None, None, None),
        ("TWICE", "qualified", None, None, None),
    ]


def test_what_is_odd_is_counted(company: Warehouse) -> None:
    counted = dict(
        company.query(
            "select check_name, affected_count from marts.mart_coverage_report"
            " where source_system = 'maven' and entity <> 'mapped values'",
        )
    )
    assert counted["rows_rejected"] == 6
    assert counted["files_quarantined"] == 2
    assert counted["opportunities_in_unmapped_stage"] == 1
    assert counted["opportunities_without_owner"] == 1
    assert counted["opportunities_with_unknown_account"] == 1
    assert counted["won_before_created"] == 1
    # FUTURE, and NODATE, which gets the day of its export
    assert counted["closed_after_business_date"] == 2


def test_months_hold_what_happened_by_the_business_date(company: Warehouse) -> None:
    assert (
        company.value(
            "select sum(won_amount) from marts.mart_sales_trend_by_month"
            " where segment_kind = 'company'",
        )
        == 147
    )
