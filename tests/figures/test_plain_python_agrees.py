"""The published marts of a whole night equal the same metrics in plain Python (tests/e2e/plain).

Both read what the simulated company delivered. The plain side goes by docs/metrics.md alone; every
row of a mart is compared, and every row that should be there.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.figures.lane.company import Company as Nights
from tests.figures.lane.company import write_sample
from tests.figures.lane.warehouse import Warehouse
from tests.figures.plain.deals import Deal, read_deals
from tests.figures.plain.funnel import cohorts
from tests.figures.plain.leads import Lead, read_leads
from tests.figures.plain.performance import RepMonths, rep_months
from tests.figures.plain.places import Places
from tests.figures.plain.read import known_sum, month_end, month_of, months, share
from tests.figures.plain.speed import WorkingTime, speeds
from tests.figures.plain.waterfall import waterfall

STAGES = {
    "prospect": "Prospek",
    "qualified": "Prospek Kualifikasi",
    "presentation": "Presentasi",
    "quotation": "Penawaran",
    "closing": "Penutupan",
}


class Company(NamedTuple):
    warehouse: Warehouse
    deals: list[Deal]
    places: Places
    reps: RepMonths
    leads: list[Lead]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    data = tmp_path_factory.mktemp("company")
    # A small company in which a deal is handed over after it closed, an open one is deleted, and
    # not all reps live in one time zone.
    write_sample(data, nights=20, scale=0.3, seed=11)
    warehouse = Nights(data).night()
    landing = data / "landing"
    deals = read_deals(landing)
    return Company(
        warehouse, deals, Places(landing), rep_months(landing, deals), read_leads(landing, deals)
    )


def keyed(rows: list[tuple[Any, ...]], key_length: int) -> dict[Any, tuple[Any, ...]]:
    """Rows by their first columns; a key that comes twice would hide a row."""
    found: dict[Any, tuple[Any, ...]] = {row[:key_length]: row[key_length:] for row in rows}
    assert len(found) == len(rows)
    return found


def assert_agree(
    published: Mapping[Any, tuple[Any, ...]], plain: Mapping[Any, tuple[Any, ...]]
) -> None:
    """Every row equal on both sides, rates to nine digits; else list what differs."""

    def rounded(row: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        return row and tuple(round(x, 9) if isinstance(x, float) else x for x in row)

    differences = [
        f"{key}: published {published.get(key)}, plain {plain.get(key)}"
        for key in sorted({*published, *plain}, key=str)
        if rounded(published.get(key)) != rounded(plain.get(key))
    ]
    assert not differences, "\n".join([f"{len(differences)} rows differ", *differences[:40]])
    assert len(plain) > 20


def published_rep_months(company: Company, columns: str) -> dict[Any, tuple[Any, ...]]:
    rows = company.warehouse.query(
        f"""
        select rep_id, month_start_date, {columns}
        from marts.mart_performance_by_rep_month
        inner join core.dim_sales_reps using (rep_key)
        where is_current and owner_view = 'credited'
        """,
    )
    return keyed(rows, 2)


def test_won_count_and_amount_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "won_count, won_amount")
    plain = {
        key: (len(line.won_amounts), known_sum(line.won_amounts))
        for key, line in company.reps.items()
    }
    assert_agree(published, plain)
    handed_over = [
        deal
        for deal in company.deals
        if deal.closing and deal.owner(deal.closing.day) != deal.owner(deal.as_of)
    ]
    assert handed_over


def test_win_rate_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "win_rate, closed_count, lost_count, lost_amount")
    plain = {
        key: (
            line.win_rate,
            line.closed_count,
            len(line.lost_amounts),
            known_sum(line.lost_amounts),
        )
        for key, line in company.reps.items()
    }
    assert_agree(published, plain)
    assert any(rate is None for rate, *_ in plain.values())


def test_average_won_amount_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "avg_won_amount")
    assert_agree(published, {key: (line.avg_won_amount,) for key, line in company.reps.items()})


def test_median_sales_cycle_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "median_cycle_days, won_with_cycle_count")
    plain = {key: (line.median_cycle_days, len(line.cycles)) for key, line in company.reps.items()}
    assert_agree(published, plain)


def test_stage_conversion_of_every_cohort_and_horizon(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select month_start_date, stage_name, horizon_days,
            entered_count, advanced_count, conversion_rate, won_count, lost_count, is_matured
        from marts.mart_funnel_by_stage_cohort_month
        """,
    )
    published = {
        (month, STAGES[stage], horizon): row
        for (month, stage, horizon), row in keyed(rows, 3).items()
    }
    plain = {
        key: (
            line.entered_count,
            line.advanced_count,
            share(line.advanced_count, line.entered_count),
            line.won_count,
            line.lost_count,
            line.is_matured,
        )
        for key, line in cohorts(company.deals).items()
    }
    assert_agree(published, plain)


def test_open_pipeline_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "open_count, open_pipeline_amount")
    plain = {
        key: (len(line.open_amounts), known_sum(line.open_amounts))
        for key, line in company.reps.items()
    }
    assert_agree(published, plain)


def open_pipeline(company: Company, level: str) -> dict[Any, tuple[Any, ...]]:
    """Number and amount of the deals open at every month's end, by team or territory."""
    amounts: dict[Any, list[Decimal | None]] = {}
    today = company.places.nights[-1]
    for deal in company.deals:
        for month in months(deal.created_day, today):
            evening = min(month_end(month), today)
            state = deal.state(evening)
            if state is None or not state.is_open or deal.was_deleted(evening):
                continue
            member = (
                company.places.team(deal.owner(evening), evening)
                if level == "team"
                else company.places.territory(deal, evening)
            )
            amounts.setdefault((member, month), []).append(deal.rupiah(state.amount))
    return {key: (len(line), known_sum(line)) for key, line in amounts.items()}


def test_open_pipeline_per_team_and_month(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select team_id, month_start_date, open_count, open_pipeline_amount
        from marts.mart_performance_by_team_month as months
        inner join core.dim_teams as teams on months.team_key = teams.team_key and is_current
        where open_count > 0 or open_pipeline_amount <> 0
        """,
    )
    assert_agree(keyed(rows, 2), open_pipeline(company, "team"))


def test_open_pipeline_per_territory_and_month(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select territory_id, month_start_date, open_count, open_pipeline_amount
        from marts.mart_territory_performance_by_month as months
        inner join core.dim_territories as territories
            on months.territory_key = territories.territory_key and is_current
        where territory_view = 'as_of_event' and (open_count > 0 or open_pipeline_amount <> 0)
        """,
    )
    assert_agree(keyed(rows, 2), open_pipeline(company, "territory"))


def test_every_bucket_of_the_pipeline_waterfall(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select window_kind, period_start_date, level_kind,
            coalesce(rep_id, team_id, territory_id, level_key) as member, bucket,
            opportunity_count, amount
        from marts.mart_pipeline_waterfall
        left join core.dim_sales_reps as reps on level_key = rep_key and reps.is_current
        left join core.dim_teams as teams on level_key = teams.team_key and teams.is_current
        left join core.dim_territories as territories
            on level_key = territories.territory_key and territories.is_current
        """,
    )
    plain = waterfall(company.deals, company.places)
    assert_agree(keyed(rows, 5), {key: (len(line), known_sum(line)) for key, line in plain.items()})
    filled = {key[-1] for key, line in plain.items() if line}
    assert filled >= {"new", "moved_in", "reopened", "increased", "decreased", "moved_out"}
    assert filled >= {"won", "lost", "removed", "transferred_in", "transferred_out"}


def test_opening_and_all_movements_make_the_closing(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select window_kind, period_start_date, level_kind, level_key, bucket, amount
        from marts.mart_pipeline_waterfall
        """,
    )
    sums: dict[Any, Decimal] = {}
    closings: dict[Any, Decimal] = {}
    for *member, bucket, amount in rows:
        into = closings if bucket == "closing" else sums
        into[tuple(member)] = into.get(tuple(member), Decimal(0)) + (amount or Decimal(0))
    assert_agree(
        {key: (closing,) for key, closing in closings.items()},
        {key: (total,) for key, total in sums.items()},
    )


def test_lead_conversion_per_source_and_month(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select lead_source, month_start_date,
            lead_count, converted_count, won_count, conversion_rate, converted_rate
        from marts.mart_leads_by_source_month
        """,
    )
    cells: dict[tuple[str, date], list[Lead]] = {}
    for lead in company.leads:
        cells.setdefault((lead.source, month_of(lead.created_day)), []).append(lead)
    plain = {}
    for key, leads in cells.items():
        converted = sum(lead.is_converted for lead in leads)
        won = sum(lead.is_won for lead in leads)
        count = len(leads)
        plain[key] = (count, converted, won, share(won, count), share(converted, count))
    assert_agree(keyed(rows, 2), plain)


def test_speed_to_lead_per_month_source_and_owner(company: Company) -> None:
    rows = company.warehouse.query(
        """
        select month_start_date, lead_source, rep_id,
            responded_count, untouched_count, within_sla_count, breached_count,
            median_response_minutes, within_sla_rate
        from marts.mart_speed_to_lead_by_month
        inner join core.dim_sales_reps using (rep_key)
        where is_current
        """,
    )
    working = WorkingTime(company.warehouse.data / "landing")
    plain = {
        key: (
            len(line.minutes),
            line.untouched_count,
            line.within_sla_count,
            line.breached_count,
            line.median_response_minutes,
            line.within_sla_rate,
        )
        for key, line in speeds(company.leads, working).items()
    }
    assert_agree(keyed(rows, 3), plain)
    assert len({working.zone(lead) for lead in company.leads}) > 1


def test_target_attainment_per_rep_and_month(company: Company) -> None:
    published = published_rep_months(company, "target_amount, attainment_rate")
    plain = {key: (line.target_amount, line.attainment_rate) for key, line in company.reps.items()}
    assert_agree(published, plain)
    assert any(rate for _, rate in plain.values())
