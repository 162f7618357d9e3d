"""Merges lose nothing: hand-written sheets of the source `generic`, before and after them.

Of a pair the survivor is named after the story and the other with a prime: `O_open'` was merged
into `O_open`. The merged record alone tells. Figures are worked out by hand.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.figures.lane.company import Company
from tests.figures.lane.warehouse import Warehouse

BEFORE, AFTER, LATER = "2026-06-01", "2026-06-08", "2026-06-15"
# What a record was merged into, and the export that says so first.
MERGES = {
    "L_called'": ("L_called", AFTER),
    "L_won'": ("L_won", AFTER),
    "L_twice'": ("L_twice", AFTER),
    "L_chain''": ("L_chain'", AFTER),
    "L_chain'": ("L_chain", LATER),
    "L_circle": ("L_circle'", AFTER),
    "L_circle'": ("L_circle", AFTER),
    "L_never": ("L_unknown", AFTER),
    "A_one'": ("A_one", AFTER),
    "C_one'": ("C_one", AFTER),
    "O_open'": ("O_open", AFTER),
    "O_empty'": ("O_empty", AFTER),
    "O_double'": ("O_double", AFTER),
    "O_reopened'": ("O_reopened", AFTER),
    "O_lost'": ("O_lost", AFTER),
    "O_chain''": ("O_chain'", AFTER),
    "O_chain'": ("O_chain", LATER),
    "O_circle": ("O_circle'", AFTER),
    "O_circle'": ("O_circle", AFTER),
}
LEADS = """\
L_called,,new,U1,2026-06-01T11:00:00+07:00,,
L_called',website,new,U2,2026-06-01T09:00:00+07:00,,
L_won,referral,new,U1,2026-05-18T09:00:00+07:00,,
L_won',website,converted,U1,2026-05-04T09:00:00+07:00,2026-05-11,O_of_lead
L_twice,website,converted,U1,2026-05-06T09:00:00+07:00,2026-05-12,O_second
L_twice',website,converted,U1,2026-05-05T09:00:00+07:00,2026-05-13,O_first
L_chain,website,new,U1,2026-05-03T09:00:00+07:00,,
L_chain',website,marketing_qualified,U1,2026-05-02T09:00:00+07:00,,
L_chain'',website,sales_accepted,U1,2026-05-01T09:00:00+07:00,,
L_circle,website,new,U1,2026-05-07T09:00:00+07:00,,
L_circle',website,new,U1,2026-05-08T09:00:00+07:00,,
L_never,website,new,U1,2026-05-09T09:00:00+07:00,,
"""
OPPORTUNITIES = """\
O_of_lead,A_one',won,100,2026-05-20,2026-05-11T09:00:00+07:00
O_first,A_one,prospect,10,2026-07-31,2026-05-13T09:00:00+07:00
O_second,A_one,prospect,20,2026-07-31,2026-05-12T09:00:00+07:00
O_open,A_one,qualified,40,2026-07-31,2026-05-05T09:00:00+07:00
O_open',A_one,prospect,60,2026-07-31,2026-04-20T09:00:00+07:00
O_empty,A_one,prospect,,2026-07-31,2026-05-05T09:00:00+07:00
O_empty',A_one,prospect,30,2026-07-31,2026-05-05T09:00:00+07:00
O_double,A_one,won,200,2026-05-25,2026-05-05T09:00:00+07:00
O_double',A_one,won,200,2026-05-26,2026-05-01T09:00:00+07:00
O_reopened,A_one,prospect,70,2026-07-31,2026-05-05T09:00:00+07:00
O_reopened',A_one,won,70,2026-05-27,2026-05-05T09:00:00+07:00
O_lost,A_one,prospect,80,2026-07-31,2026-05-05T09:00:00+07:00
O_lost',A_one,lost,80,2026-05-28,2026-05-05T09:00:00+07:00
O_chain,A_one,prospect,4,2026-07-31,2026-05-05T09:00:00+07:00
O_chain',A_one,prospect,2,2026-07-31,2026-05-05T09:00:00+07:00
O_chain'',A_one,prospect,1,2026-07-31,2026-05-05T09:00:00+07:00
O_circle,A_one,prospect,5,2026-07-31,2026-05-05T09:00:00+07:00
O_circle',A_one,prospect,6,2026-07-31,2026-05-05T09:00:00+07:00
"""
WON_LATER = ("O_lost,A_one,prospect,80,2026-07-31", "O_lost,A_one,won,80,2026-06-10")
SHEETS = {
    "accounts": "account_id,segment,city\nA_one,,Bogor\nA_one',smb,Medan\n",
    "contacts": "contact_id,account_id\nC_one,\nC_one',A_one'\n",
    "leads": "lead_id,lead_source,lead_status,owner_id,created_at,converted_date,"
    f"converted_opportunity_id\n{LEADS}",
    "opportunities": "opportunity_id,account_id,stage_name,amount,close_date,created_at\n"
    + OPPORTUNITIES,
}
NEVER_MERGED = {
    "users": "user_id,user_name\nU1,Adi\nU2,Budi\n",
    "campaigns": "campaign_id\nK1\n",
    "touches": "touch_id,campaign_id,contact_id,touched_at\n"
    "H1,K1,C_one',2026-05-10T09:00:00+07:00\n",
    "cases": "case_id,account_id,created_at\nE1,A_one',2026-06-05T10:00:00+07:00\n",
    "activities": "activity_id,activity_kind,owner_id,lead_id,completed_at,direction\n"
    "V1,call,U2,L_called',2026-06-01T09:10:00+07:00,outbound\n",
}


def with_merges(sheet: str, day: str) -> str:
    """A sheet as the export of a day shows it."""
    header, *rows = sheet.splitlines()
    merges = {one: other for one, (other, told) in MERGES.items() if told <= day}
    lines = [f"{row},{merges.get(row.split(',')[0], '')}" for row in rows]
    return "\n".join([f"{header},merged_into_id", *lines]) + "\n"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    data = tmp_path_factory.mktemp("merges")
    for day in (BEFORE, AFTER, LATER):
        folder: Path = data / "landing" / "generic" / day
        folder.mkdir(parents=True)
        for name, text in {**SHEETS, **NEVER_MERGED}.items():
            content = text.replace(*WON_LATER) if day == LATER else text
            content = with_merges(content, day) if name in SHEETS else content
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return Company(data)


@pytest.fixture(scope="module")
def night(company: Company) -> Warehouse:
    return company.night()


def rows_of(night: Warehouse, table: str, key: str, columns: str) -> dict[str, tuple[object, ...]]:
    rows = night.query(f"select {key}, {columns} from {table}")
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: tuple(str(x) if isinstance(x, date) else x for x in row[1:]) for row in rows}


def test_a_call_to_the_merged_lead_answers_the_survivor(night: Warehouse) -> None:
    """9:00 in Jakarta is 2:00 UTC; the first owner is that of the lead of 9:00."""
    leads = rows_of(
        night,
        "core.fct_leads as leads inner join core.dim_sales_reps as reps"
        " on leads.first_owner_rep_key = reps.rep_key and reps.is_current"
        " inner join core.dim_lead_sources using (lead_source_key)",
        "lead_id",
        "lead_created_at, first_response_at, response_minutes, is_untouched, rep_name, lead_source",
    )
    assert leads["L_called"] == (
        *("2026-06-01 02:00:00", "2026-06-01 02:10:00"),
        *(10, False, "Budi", "website"),
    )


def test_a_merged_lead_hands_on_its_conversion_and_its_win(night: Warehouse) -> None:
    """Created on 4 May, won on the 20th; L_twice had become a deal under both names."""
    leads = rows_of(
        night,
        "core.fct_leads",
        "lead_id",
        "lead_created_date, converted_date, canonical_status, is_won, days_to_won, won_amount",
    )
    assert leads["L_won"] == (
        *("2026-05-04", "2026-05-11", "converted", True, 16),
        Decimal(100),
    )
    assert leads["L_twice"][:3] == ("2026-05-05", "2026-05-12", "converted")
    assert night.query(
        "select opportunity_id, lead_id, bridge.converted_date::varchar"
        " from core.bridge_lead_conversions as bridge inner join core.fct_opportunities using"
        " (opportunity_key) inner join core.fct_leads as leads on bridge.lead_key = leads.lead_key"
        " where not is_direct order by 1"
    ) == [
        ("O_first", "L_twice", "2026-05-13"),
        ("O_of_lead", "L_won", "2026-05-11"),
        ("O_second", "L_twice", "2026-05-12"),
    ]


def test_the_survivor_of_a_chain_has_come_as_far_as_any(night: Warehouse) -> None:
    """L_chain'' was accepted when it was created on 1 May. A circle stays two leads."""
    leads = rows_of(night, "core.fct_leads", "lead_id", "lead_created_date, mql_date, sal_date")
    assert leads["L_chain"] == ("2026-05-01", "2026-05-01", "2026-05-01")
    assert sorted(leads) == [
        *("L_called", "L_chain", "L_circle", "L_circle'", "L_never", "L_twice", "L_won")
    ]


def test_what_belonged_to_a_merged_account_or_contact_is_the_survivors(night: Warehouse) -> None:
    """The survivor keeps its own city; the segment only the merged one had."""
    accounts = "inner join core.dim_accounts as accounts using (account_key)"
    assert night.query(
        "select account_id, segment, city from core.dim_accounts where source_system = 'generic'"
    ) == [("A_one", "smb", "Bogor")]
    assert night.query(f"select account_id from core.fct_cases {accounts}") == [("A_one",)]
    assert night.query(f"select contact_id, account_id from core.fct_touches {accounts}") == [
        ("C_one", "A_one")
    ]
    assert night.query(
        f"select account_id from core.fct_opportunities {accounts}"
        " where opportunity_id = 'O_of_lead'"
    ) == [("A_one",)]


def test_a_deal_counts_once_and_as_its_survivor(night: Warehouse) -> None:
    """O_double began on 1 May with the other and was won on its own day, the 25th."""
    deals = rows_of(
        night,
        "core.fct_opportunities",
        "opportunity_id",
        "created_date, case when is_won then 'won' when is_lost then 'lost' when is_open"
        " then 'open' when is_merged then 'merged' end, amount, cycle_days, deleted_date",
    )
    assert deals["O_open"] == ("2026-04-20", "open", Decimal(40), None, None)
    assert deals["O_open'"] == ("2026-04-20", "merged", Decimal(60), None, AFTER)
    assert deals["O_empty"] == ("2026-05-05", "open", Decimal(30), None, None)
    assert deals["O_double"] == ("2026-05-01", "won", Decimal(200), 24, None)
    assert deals["O_reopened"] == ("2026-05-05", "open", Decimal(70), None, None)
    assert deals["O_lost"] == ("2026-05-05", "won", Decimal(80), 36, None)
    assert deals["O_chain'"][1:] == ("merged", Decimal(2), None, LATER)
    outcomes = [outcome for _, outcome, *_ in deals.values()]
    assert {x: outcomes.count(x) for x in set(outcomes)} == {"won": 3, "open": 8, "merged": 7}
    assert night.query(
        "select sum(won_count), sum(won_amount), sum(lost_count) from"
        " marts.mart_sales_trend_by_month where segment_kind = 'company'"
    ) == [(3, Decimal(380), 0)]


def test_the_pipeline_keeps_what_a_merged_deal_was_until_the_merge(night: Warehouse) -> None:
    """Before: 10 + 20 + 40 + 60 + 30 + 70 + 80 + 7 + 11 = 328.

    On the merge day 60, 30 and 1 go, and O_empty has the 30; later 80 are won and 2 merged.
    """
    by_day = dict(
        night.query(
            "select pipeline_date::varchar, sum(open_amount) from marts.mart_pipeline_by_day"
            " where level_kind = 'company' and pipeline_date between ? and ? group by 1",
            *(date(2026, 5, 31), date(2026, 6, 15)),
        )
    )
    assert by_day["2026-05-31"] == by_day["2026-06-07"] == 328
    assert by_day[AFTER] == 328 - 60 - 1
    assert by_day[LATER] == 328 - 60 - 1 - 80 - 2
    assert night.query(
        "select bucket, opportunity_count, amount from marts.mart_pipeline_waterfall where"
        " window_kind = 'all' and level_kind = 'company' and period_start_date = ?"
        " and amount <> 0 order by 1",
        date(2026, 6, 1),
    ) == [
        ("closing", 8, Decimal(185)),
        ("increased", 1, Decimal(30)),
        ("opening", 13, Decimal(328)),
        ("removed", 4, Decimal(-93)),
        ("won", 1, Decimal(-80)),
    ]


def test_before_the_merges_every_record_counted(company: Company, night: Warehouse) -> None:
    """100 + 2 x 200 + 70 won, 80 lost; what was known then is shown again as it was."""
    assert night.value("select count(*) from core.fct_leads") == 7
    then = company.from_raw(BEFORE, is_tested=True)
    assert then.value("select count(*) from core.fct_leads") == 12
    assert then.query(
        "select sum(won_count), sum(won_amount), sum(lost_count) from"
        " marts.mart_sales_trend_by_month where segment_kind = 'company'"
    ) == [(4, Decimal(570), 1)]


def test_coverage_counts_what_was_merged_and_what_leads_nowhere(night: Warehouse) -> None:
    """Two leads in a circle, one merged into a lead never delivered."""
    assert night.query(
        "select check_name, subject, affected_count, total_count from marts.mart_coverage_report"
        " where check_name in ('records_merged', 'merges_unresolved') and affected_count > 0"
        " order by 1, 2"
    ) == [
        ("merges_unresolved", "leads", 3, 12),
        ("merges_unresolved", "opportunities", 2, 18),
        ("records_merged", "accounts", 1, 2),
        ("records_merged", "contacts", 1, 2),
        ("records_merged", "leads", 5, 12),
        ("records_merged", "opportunities", 7, 18),
    ]
