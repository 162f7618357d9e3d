"""Genuine Salesforce Data Exports load as delivered, and give the figures counted in the files.

The figures are told by whoever keeps the exports (shared/data/README.md), not by this project. The
same export as an API writes it (ISO dates, true and false, ids of 15 characters) and in another
encoding gives the same core and marts.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.figures.lane.company import SHARED_DATA, Company
from tests.figures.lane.warehouse import Warehouse, differences

EXPORTS = {"2018": date(2020, 3, 24), "2013": date(2013, 3, 10)}
pytestmark = pytest.mark.skipif(
    not (SHARED_DATA / "salesforce_export_2018").is_dir(),
    reason="the genuine exports lie in shared/data, which is not here",
)
# Files that a load log names one by one: their names and texts differ with the writing.
TOLD_OF_FILES = ("core.dim_loads", "marts.mart_load_log", "marts.mart_coverage_report")
NEW_ZONES = re.compile(r"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$")
# Owns every record of 2018, whose export came without its users.
OWNER = '"Id","FirstName","LastName","UserType"\n"00546000001l1cJAAQ","Ayu","Contoh","Standard"\n'


@dataclass(frozen=True)
class Export:
    """One export's company and its warehouse; `refused` are rejected rows and unread files."""

    warehouse: Warehouse
    refused: list[tuple[object, ...]]


def built(folder: Path, year: str, rewrite: str = "", users: str = "") -> Export:
    """Load and build one export, as delivered or rewritten in some way."""
    landing = folder / "landing" / "salesforce" / EXPORTS[year].isoformat()
    landing.mkdir(parents=True)
    for file in sorted((SHARED_DATA / f"salesforce_export_{year}").glob("*.csv")):
        content = file.read_bytes()
        (landing / file.name).write_bytes(WRITINGS[rewrite](content) if rewrite else content)
    if users:
        (landing / "User.csv").write_text(users, encoding="utf-8")
    warehouse = Company(folder, reporting_currency="USD").night()
    refused = warehouse.query(
        "select file_name, status, rows_rejected, reason from marts.mart_load_log"
        " where rows_rejected > 0 or status not in ('loaded', 'not_recognised')"
    )
    return Export(warehouse, refused)


def as_the_api_writes(content: bytes) -> bytes:
    """ISO date-times, dates without a time, true and false, ids of 15 characters, quotes rarely."""
    rows = list(csv.reader(io.StringIO(content.decode("latin-1").replace("\0", ""))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        flags = {i for i, name in enumerate(rows[0]) if re.match(r"(Is|Has)[A-Z]", name)}
        writer.writerow(
            [_api_cell(cell, is_flag=i in flags) for i, cell in enumerate(row)]
            if row is not rows[0]
            else row
        )
    return out.getvalue().encode("utf-8")


def _api_cell(cell: str, *, is_flag: bool) -> str:
    if is_flag:
        return {"1": "true", "0": "false"}.get(cell, cell)
    if cell == "000000000000000AAA":
        return ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2} 00:00:00", cell):
        return cell[:10]
    if moment := NEW_ZONES.match(cell):
        return f"{moment[1]}T{moment[2]}.000+0000"
    return cell[:15] if re.fullmatch(r"0[0-9A-Za-z]{14}[A-Z0-5]{3}", cell) else cell


WRITINGS = {
    "api": as_the_api_writes,
    "utf-8": lambda content: content.decode("latin-1").encode("utf-8"),
}


@pytest.fixture(scope="module")
def of_2018(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return built(tmp_path_factory.mktemp("of_2018"), "2018")


@pytest.fixture(scope="module")
def of_2013(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return built(tmp_path_factory.mktemp("of_2013"), "2013")


@pytest.mark.parametrize("year", EXPORTS)
def test_nothing_is_refused_and_no_row_rejected(year: str, request: pytest.FixtureRequest) -> None:
    export: Export = request.getfixturevalue(f"of_{year}")
    assert export.refused == []


def test_deals_of_2018(of_2018: Export) -> None:
    outcomes = of_2018.warehouse.query(
        "select is_won, count(*), sum(amount) from core.fct_opportunities group by 1 order by 1"
    )
    assert outcomes == [(False, 13, Decimal("2115000.00")), (True, 18, Decimal("3645000.00"))]


def test_history_that_was_migrated_lands_in_its_own_months(of_2018: Export) -> None:
    """All deals were created by an import on 13 October; the record says when they were won."""
    months = of_2018.warehouse.query(
        "select month(won_date), count(*) from core.fct_opportunities where is_won group by 1"
        " order by 1"
    )
    assert months == [(6, 1), (7, 6), (8, 4), (9, 3), (10, 4)]
    trend = of_2018.warehouse.query(
        "select month(month_start_date), won_count from marts.mart_sales_trend_by_month"
        " where segment_kind = 'company' and year(month_start_date) = 2018 and won_count > 0"
        " order by 1"
    )
    assert trend == [(6, 1), (7, 6), (8, 4), (9, 3), (10, 4)]
    logged = of_2018.warehouse.query(
        "select distinct closing_stage_entered_date from core.fct_opportunities where is_won"
    )
    assert logged == [(date(2018, 10, 14),)]  # 17:16 GMT is the next day in Jakarta


def test_leads_cases_and_campaigns_of_2018(of_2018: Export) -> None:
    query = of_2018.warehouse.query
    sources = "select lead_source, count(*) from core.fct_leads group by 1 order by 2 desc, 1"
    sources = sources.replace("lead_source,", "s.lead_source,").replace(
        "core.fct_leads",
        "core.fct_leads as f join core.dim_lead_sources as s using (lead_source_key)",
    )
    assert query(sources) == [
        ("Purchased List", 7),
        ("Web", 7),
        ("Partner Referral", 4),
        ("Phone Inquiry", 4),
    ]
    assert query("select count(*) from core.fct_leads where is_converted") == [(0,)]
    assert query("select count(*) from core.fct_cases") == [(26,)]
    members = "campaign_key not in ('unknown', 'not_applicable')"
    assert query(f"select count(*) from core.dim_campaigns where {members}") == [(4,)]
    assert query("select distinct campaign_key from core.fct_opportunities") == [
        ("not_applicable",)
    ]


def test_deals_and_lines_of_2013(of_2013: Export) -> None:
    query = of_2013.warehouse.query
    outcomes = "select is_won, count(*), sum(amount) from core.fct_opportunities group by 1"
    assert query(f"{outcomes} order by 1") == [
        (False, 14, Decimal("4020000.00")),
        (True, 18, Decimal("3645000.00")),
    ]
    lines = (
        "select opportunities.amount, count(*), sum(total_amount_trx)"
        " from core.fct_opportunity_lines as lines"
        " join core.fct_opportunities as opportunities using (opportunity_key)"
        " group by opportunity_key, 1 order by 1"
    )
    found = query(lines)
    assert [(amount, total) for amount, _, total in found] == [
        (Decimal("100000.00"), Decimal("100000.00")),
        (Decimal("1840000.00"), Decimal("1840000.00")),
    ]
    assert sum(count for _, count, _ in found) == 19
    unknown = "select count(*) from core.fct_opportunity_lines where product_key in ('unknown',"
    assert query(f"{unknown} 'not_provided')") == [(0,)]
    assert query("select count(*) from core.fct_cases where is_closed") == [(23,)]


def test_reps_of_2013_are_people(of_2013: Export) -> None:
    people = of_2013.warehouse.query(
        "select distinct rep_name from core.dim_sales_reps where rep_key <> 'unknown' order by 1"
    )
    numbers = [re.sub(r"\D", "", name) for (name,) in people]
    assert sorted(map(int, numbers)) == [1, 3, 4, 5, 6, 7, 8, 11]


@pytest.mark.parametrize(("year", "writing"), [("2018", "api"), ("2013", "api"), ("2018", "utf-8")])
def test_the_same_export_in_another_writing_gives_the_same_marts(
    year: str, writing: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    export: Export = request.getfixturevalue(f"of_{year}")
    other = built(tmp_path, year, writing)
    assert other.refused == []
    found = differences(export.warehouse, other.warehouse)
    assert [line for line in found if not line.startswith(TOLD_OF_FILES)] == []


def test_a_name_is_put_together_from_its_parts(tmp_path: Path) -> None:
    export = built(tmp_path, "2018", users=OWNER)
    assert export.refused == []
    assert export.warehouse.query(
        "select rep_name, sum(won_count), sum(won_amount) from marts.mart_performance_by_rep_month"
        " where owner_view = 'credited' and won_count > 0 group by 1"
    ) == [("Ayu Contoh", 18, Decimal("3645000.00"))]
