"""A company without a known CRM: hand-written sheets of the source `generic`, one whole night.

Sheets hold as little as the contract allows. Every expected figure is worked out by hand from the
rows below: O1 has a log of stages alone, O2 a log of single properties, O3 no log, O4 both logs
(which disagree), O5 was deleted in the second export.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.figures.lane.company import Company
from tests.figures.lane.warehouse import Warehouse

OPPORTUNITIES = """\
opportunity_id,account_id,owner_id,stage_name,amount,close_date,created_at,closed_at,is_deleted
O1,A1,U1,won,100,2026-06-08,2026-05-04T09:00:00+07:00,,
O2,A1,U1,closing,250,2026-07-15,2026-05-10T10:00:00+07:00,,
O3,A2,U2,lost,70,2026-06-20,2026-05-01T10:00:00+07:00,2026-06-20T10:00:00+07:00,
O4,A2,U2,won,300,2026-06-15,2026-05-12T10:00:00+07:00,,
O5,A2,U2,prospect,999,2026-07-31,2026-06-02T10:00:00+07:00,,{deleted}
"""
# Eleven dated rows beside the one that goes: an export that shrinks by more proves nothing.
PLANNED = "".join(f"X{number},E,2026-01-01,2026-02-01\n" for number in range(1, 10))
USER_TERRITORIES = f"""\
user_id,territory_id,valid_from,valid_to
U1,W,2026-01-01,2026-06-10
U1,E,2026-06-10,
{PLANNED}"""
SHEETS = {
    "users": "user_id,user_name,team_id\nU1,Adi,T1\nU2,Budi,T1\n",
    "teams": "team_id,team_name\nT1,Jawa\n",
    "accounts": "account_id\nA1\nA2\n",
    "contacts": "contact_id\nC1\n",
    "quotes": "quote_id\nQ1\n",
    "campaigns": "campaign_id\nK1\n",
    "touches": "touch_id\nH1\n",
    "territories": "territory_id,territory_name\nW,West\nE,East\n",
    "products": "product_id,product_name\nP1,Rak\n",
    "opportunity_lines": "line_id,opportunity_id,product_id,total_amount\nN1,O1,P1,100\n",
    "stage_changes": """\
change_id,opportunity_id,changed_at,stage_name
S1,O1,2026-05-04T09:00:00+07:00,qualified
S2,O1,2026-05-20T09:00:00+07:00,quotation
S3,O1,2026-06-08T23:30:00+07:00,won
S4,O4,2026-05-12T10:00:00+07:00,qualified
S5,O4,2026-06-15T00:30:00+07:00,won
""",
    "field_changes": """\
change_id,opportunity_id,changed_at,field,old_value,new_value
F1,O2,2026-05-15T09:00:00+07:00,stage_name,qualified,presentation
F2,O2,2026-06-02T09:00:00+07:00,stage_name,presentation,closing
F3,O2,2026-06-02T09:00:00+07:00,amount,200,250
F4,O4,2026-06-01T09:00:00+07:00,stage_name,qualified,lost
""",
    "leads": """\
lead_id,lead_source,lead_status,owner_id,created_at,converted_date,converted_opportunity_id
L1,referral,converted,U1,2026-05-04T08:00:00+07:00,2026-05-04,O1
L2,website,marketing_qualified,U1,2026-06-01T10:00:00+07:00,,
L3,,,,,,
""",
    "activities": """\
activity_id,activity_kind,owner_id,lead_id,completed_at,direction
V1,call,U1,L2,2026-06-01T10:45:00+07:00,outbound
V2,,,,,
""",
    "cases": "case_id,account_id,owner_id,created_at\nE1,A1,U1,2026-06-05T10:00:00+07:00\nE2,,,\n",
}


def deliver(data: Path, day: str, sheets: dict[str, str]) -> None:
    folder = data / "landing" / "generic" / day
    folder.mkdir(parents=True)
    for name, content in sheets.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("door")
    first = {
        **SHEETS,
        "opportunities": OPPORTUNITIES.format(deleted=""),
        "user_territories": f"{USER_TERRITORIES}U2,W,,\n",
    }
    second = {
        **SHEETS,
        "opportunities": OPPORTUNITIES.format(deleted="true"),
        "user_territories": USER_TERRITORIES,
    }
    deliver(data, "2026-06-29", first)
    deliver(data, "2026-06-30", second)
    return Company(data).night()


def test_results_of_reps(company: Warehouse) -> None:
    assert company.query(
        "select rep_name, team_name, won_count, won_amount, lost_count, closed_count, win_rate"
        " from marts.mart_performance_by_rep_month where owner_view = 'credited'"
        " and month_start_date = date '2026-06-01' and closed_count > 0 order by 1",
    ) == [
        ("Adi", "Jawa", 1, Decimal(100), 0, 1, 1.0),
        ("Budi", "Jawa", 1, Decimal(300), 1, 2, 0.5),
    ]


def test_trend_of_the_company_and_of_a_product(company: Warehouse) -> None:
    assert company.query(
        "select segment_kind, won_count, won_amount, lost_count"
        " from marts.mart_sales_trend_by_month where month_start_date = date '2026-06-01'"
        " and (segment_kind = 'company' or segment_name = 'Rak') order by 1",
    ) == [("company", 2, Decimal(400), 1), ("product", 1, Decimal(100), 0)]


def test_stage_dates_come_from_the_best_log(company: Warehouse) -> None:
    assert company.query(
        "select opportunity_id, qualified_date::varchar, presentation_date::varchar,"
        " quotation_date::varchar, closing_date::varchar, won_date::varchar, is_lost, cycle_days,"
        " has_stage_history from core.fct_opportunities where not is_deleted order by 1",
    ) == [
        ("O1", "2026-05-04", None, "2026-05-20", None, "2026-06-08", False, 35, True),
        ("O2", "2026-05-10", "2026-05-15", None, "2026-06-02", None, False, None, True),
        ("O3", None, None, None, None, None, True, 50, False),
        ("O4", "2026-05-12", None, None, None, "2026-06-15", False, 34, True),
    ]


def test_single_changes_become_whole_states(company: Warehouse) -> None:
    states = company.query(
        "select min(states.valid_from)::varchar, stages.stage_name, states.amount_trx,"
        " states.expected_close_date::varchar from core.fct_opportunity_states as states"
        " inner join core.dim_stages as stages using (stage_key)"
        " inner join core.fct_opportunities as opportunities using (opportunity_key)"
        " where opportunities.opportunity_id = 'O2' group by 2, 3, 4 order by 1",
    )
    assert states == [
        ("2026-05-10", "qualified", Decimal(200), "2026-07-15"),
        ("2026-05-15", "presentation", Decimal(200), "2026-07-15"),
        ("2026-06-02", "closing", Decimal(250), "2026-07-15"),
    ]


def test_a_log_of_stages_alone_keeps_the_amount(company: Warehouse) -> None:
    amounts = company.query(
        "select distinct states.amount_trx from core.fct_opportunity_states as states"
        " inner join core.fct_opportunities using (opportunity_key) where opportunity_id = 'O1'",
    )
    assert amounts == [(Decimal(100),)]


def test_open_pipeline_leaves_out_what_was_deleted(company: Warehouse) -> None:
    assert company.query(
        "select opportunity_id, amount, stage_name, rep_name"
        " from marts.mart_open_opportunities_ranked",
    ) == [("O2", Decimal(250), "closing", "Adi")]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        # U1 sold O1 on 8 June, before moving east; U2's undated assignment held until the 30th.
        ("as_of_event", [("West", 2, Decimal(400), 1)]),
        ("restated", [("East", 1, Decimal(100), 0), ("unassigned", 1, Decimal(300), 1)]),
    ],
)
def test_territories_by_period_and_by_export(
    company: Warehouse, view: str, expected: list[tuple[object, ...]]
) -> None:
    assert (
        company.query(
            "select territory_name, won_count, won_amount, lost_count"
            " from marts.mart_territory_performance_by_month where territory_view = ?"
            " and month_start_date = date '2026-06-01' and closed_count > 0 order by 1",
            view,
        )
        == expected
    )


def test_leads_by_source(company: Warehouse) -> None:
    assert company.query(
        "select month_start_date, lead_source, channel, lead_count, converted_count, won_count"
        " from marts.mart_leads_by_source_month where lead_count > 0 order by 1, 2 desc",
    ) == [
        (date(2026, 5, 1), "referral", "referral", 1, 1, 1),
        (date(2026, 6, 1), "website", "website", 1, 0, 0),
        # no sheet tells when it was created: it counts from the first export on
        (date(2026, 6, 1), "not_provided", "not_provided", 1, 0, 0),
    ]


def test_speed_to_lead(company: Warehouse) -> None:
    assert company.query(
        "select lead_source, rep_name, lead_count, responded_count, median_response_minutes"
        " from marts.mart_speed_to_lead_by_month where month_start_date = date '2026-06-01'",
    ) == [("website", "Adi", 1, 1, 45.0)]


@pytest.mark.parametrize(
    ("check_name", "affected", "total"),
    [
        ("opportunities_without_stage_history", 1, 4),
        ("opportunities_in_unmapped_stage", 0, 4),
        ("leads_without_created_date", 1, 3),
        ("cases_without_opened_date", 1, 2),
        ("changed_values_unreadable", 0, 8),
        ("rows_rejected", 0, 91),
    ],
)
def test_coverage_says_what_is_missing(
    company: Warehouse, check_name: str, affected: int, total: int
) -> None:
    assert company.query(
        "select affected_count, total_count from marts.mart_coverage_report"
        " where source_system = 'generic' and check_name = ?",
        check_name,
    ) == [(affected, total)]


def test_every_sheet_is_known_to_the_coverage_report(company: Warehouse) -> None:
    missing = company.query(
        "select distinct entity from marts.mart_coverage_report where source_system = 'generic'"
        " and check_name in ('input_not_delivered', 'input_empty')",
    )
    assert missing == [("targets",)]


def test_every_file_is_loaded_whole(company: Warehouse) -> None:
    others = (
        "select count(*) from marts.mart_load_log"
        " where status <> 'loaded' or rows_loaded <> rows_read"
    )
    assert company.value(others) == 0
