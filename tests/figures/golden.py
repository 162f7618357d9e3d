"""Read the hand-typed cells of the golden scenario and compare them with what was published.

A sheet `expected/<view>.csv` or `expected/<view>_<topic>.csv` is compared with the view of that
name below. An empty cell expects NULL; `-` says that no rule lays the cell down. Brackets stand for
the md5 of what is in them, of which all keys are made: `[[generic|default|ani]|1900-01-01]`.
"""

import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.figures.lane.warehouse import Warehouse

GOLDEN = Path(__file__).resolve().parents[1] / "fixtures" / "golden"

OUTCOME = """case when {0}.is_deleted then 'deleted' when {0}.is_won then 'won'
    when {0}.is_lost then 'lost' when {0}.is_open then 'open' end as outcome"""


@dataclass(frozen=True)
class View:
    """A query on the published file, the columns that name its rows, and those it lists in full.

    With `whole`, the rows that share these columns' values are expected row for row: one more
    is a failure too.
    """

    sql: str
    keys: tuple[str, ...]
    whole: tuple[str, ...] = ()


def _mart(name: str, *keys: str, condition: str = "true") -> View:
    return View(f"select * from marts.{name} where {condition}", keys)


def _core(name: str, *keys: str, whole: tuple[str, ...] = ()) -> View:
    return View(f"select * from core.{name}", keys, whole)


VIEWS = {
    "fct_opportunities": View(
        f"""
        select facts.*, credited.rep_name as credited_rep, owners.rep_name as current_rep,
            territories.territory_name as territory, maps.territory_name as current_territory,
            coalesce(lead_id, facts.lead_key) as lead_id, lead_source,
            versions.team_name as credited_team, versions.manager_name as credited_manager,
            {OUTCOME.format("facts")}
        from core.fct_opportunities as facts
        join core.dim_lead_sources using (lead_source_key)
        left join core.fct_leads as leads on facts.lead_key = leads.lead_key
        join core.dim_sales_reps as credited
            on facts.credited_rep_key = credited.rep_key and credited.is_current
        join core.dim_sales_reps as versions
            on facts.credited_rep_version_key = versions.rep_version_key
        join core.dim_sales_reps as owners
            on facts.owner_current_rep_key = owners.rep_key and owners.is_current
        join core.dim_territories as territories
            on facts.territory_key = territories.territory_key and territories.is_current
        join core.dim_territories as maps
            on facts.current_territory_key = maps.territory_key and maps.is_current""",
        ("opportunity_id",),
        ("opportunity_id",),
    ),
    "fct_stage_visits": View(
        """
        select visits.*, opportunity_id, rep_name as owner
        from core.fct_stage_visits as visits
        join core.fct_opportunities using (opportunity_key)
        join core.dim_sales_reps as reps
            on visits.owner_at_event_rep_key = reps.rep_key and reps.is_current""",
        ("opportunity_id", "visit_number"),
        ("opportunity_id",),
    ),
    "fct_opportunity_states": View(
        f"""
        select states.*, opportunity_id, rep_name as owner, teams.team_name as team,
            territory_name as territory, {OUTCOME.format("states")}
        from core.fct_opportunity_states as states
        join core.fct_opportunities using (opportunity_key)
        join core.dim_sales_reps as reps
            on states.owner_rep_key = reps.rep_key and reps.is_current
        join core.dim_teams as teams
            on states.team_key = teams.team_key and teams.is_current
        join core.dim_territories as territories
            on states.territory_key = territories.territory_key and territories.is_current""",
        ("opportunity_id", "valid_from"),
        ("opportunity_id",),
    ),
    "fct_opportunity_products": View(
        """
        select shares.*, opportunity_id, product_id
        from core.fct_opportunity_products as shares
        join core.fct_opportunities using (opportunity_key)
        join core.dim_products as products on shares.product_key = products.product_key""",
        ("opportunity_id", "product_id"),
        ("opportunity_id",),
    ),
    "fct_leads": View(
        """
        select leads.*, leads.lead_created_date as created_date, lead_source,
            coalesce(opportunity_id, leads.opportunity_key) as opportunity_id,
            territory_name as territory
        from core.fct_leads as leads
        join core.dim_lead_sources using (lead_source_key)
        left join core.fct_opportunities using (opportunity_key)
        join core.dim_territories as territories
            on leads.territory_key = territories.territory_key and territories.is_current""",
        ("lead_id",),
        ("lead_id",),
    ),
    "fct_lead_status_visits": View(
        """
        select visits.*, lead_id
        from core.fct_lead_status_visits as visits
        join core.fct_leads using (lead_key)""",
        ("lead_id", "visit_number"),
        ("lead_id",),
    ),
    "fct_activities": View(
        """
        select activities.*, coalesce(opportunity_id, activities.opportunity_key) as opportunity_id,
            coalesce(lead_id, activities.lead_key) as lead_id
        from core.fct_activities as activities
        left join core.fct_opportunities as opportunities
            on activities.opportunity_key = opportunities.opportunity_key
        left join core.fct_leads as leads on activities.lead_key = leads.lead_key""",
        ("activity_id",),
        ("activity_id",),
    ),
    "fct_cases": View(
        """
        select cases.*, account_id, territory_name as territory
        from core.fct_cases as cases
        join core.dim_accounts as accounts
            on cases.account_key = accounts.account_key and accounts.is_current
        join core.dim_territories as territories
            on cases.territory_key = territories.territory_key and territories.is_current""",
        ("case_id",),
        ("case_id",),
    ),
    "dim_sales_reps": View(
        "select * from core.dim_sales_reps", ("rep_id", "valid_from"), ("rep_id",)
    ),
    "dim_accounts": View(
        """
        select accounts.*, rep_name as owner
        from core.dim_accounts as accounts
        join core.dim_sales_reps as reps
            on accounts.owner_rep_key = reps.rep_key and reps.is_current""",
        ("account_id", "valid_from"),
        ("account_id",),
    ),
    "bridge_account_territories": View(
        """
        select bridge.*, account_id, territory_name as territory
        from core.bridge_account_territories as bridge
        join core.dim_accounts as accounts
            on bridge.account_key = accounts.account_key and accounts.is_current
        join core.dim_territories as territories
            on bridge.territory_key = territories.territory_key and territories.is_current""",
        ("account_id", "valid_from"),
        ("account_id",),
    ),
    "bridge_lead_conversions": _core(
        "bridge_lead_conversions", "opportunity_key", "lead_number", whole=("opportunity_key",)
    ),
    "bridge_managers_closure": _core(
        "bridge_managers_closure", "manager_rep_key", "rep_key", "valid_from", whole=("rep_key",)
    ),
    "bridge_merged_records": _core(
        "bridge_merged_records", "record_kind", "record_id", whole=("record_kind",)
    ),
    "bridge_rep_territories": _core(
        "bridge_rep_territories", "rep_key", "valid_from", whole=("rep_key",)
    ),
    "bridge_teams_closure": _core(
        "bridge_teams_closure",
        *("ancestor_team_key", "descendant_team_key", "valid_from"),
        whole=("descendant_team_key",),
    ),
    "bridge_territories_closure": _core(
        "bridge_territories_closure",
        *("ancestor_territory_key", "descendant_territory_key", "valid_from"),
        whole=("descendant_territory_key",),
    ),
    "dim_currencies": _core("dim_currencies", "currency_code"),
    "dim_dates": _core("dim_dates", "date_day"),
    "dim_lead_sources": _core("dim_lead_sources", "source_system", "lead_source"),
    "dim_loads": _core("dim_loads", "file_name"),
    "dim_lost_reasons": _core("dim_lost_reasons", "source_system", "lost_reason"),
    "dim_products": _core("dim_products", "product_id"),
    "dim_stages": _core("dim_stages", "source_system", "pipeline_name", "source_stage_name"),
    "dim_teams": _core("dim_teams", "team_id", "valid_from", whole=("team_id",)),
    "dim_territories": _core(
        "dim_territories", "territory_id", "valid_from", whole=("territory_id",)
    ),
    "fct_fx_rates": _core("fct_fx_rates", "currency_code", "rate_date"),
    "fct_opportunity_lines": _core("fct_opportunity_lines", "line_id"),
    "fct_pipeline_daily": _core(
        "fct_pipeline_daily",
        *("pipeline_date", "owner_rep_key", "stage_name", "currency_code"),
        whole=("pipeline_date", "owner_rep_key"),
    ),
    "fct_pipeline_months": _core(
        "fct_pipeline_months", "opportunity_key", "month_start_date", whole=("opportunity_key",)
    ),
    "fct_pipeline_movements": _core(
        "fct_pipeline_movements",
        *("opportunity_key", "window_kind", "period_start_date", "bucket"),
        whole=("opportunity_key", "window_kind", "period_start_date"),
    ),
    "fct_targets": _core("fct_targets", "target_id"),
    "fct_inclusive_targets": View(
        """
        select targets.*, coalesce(team_name, territory_name, owner_key) as unit_name
        from core.fct_inclusive_targets as targets
        left join core.dim_teams as teams on owner_key = team_key and teams.is_current
        left join core.dim_territories as territories
            on owner_key = territory_key and territories.is_current""",
        ("unit_name", "month_start_date"),
    ),
    "mart_performance_by_rep_month": _mart(
        "mart_performance_by_rep_month", "rep_name", "month_start_date", "owner_view"
    ),
    "mart_performance_by_team_month": _mart(
        "mart_performance_by_team_month", "team_name", "month_start_date"
    ),
    "mart_territory_performance_by_month": _mart(
        "mart_territory_performance_by_month",
        *("territory_name", "month_start_date", "territory_view"),
    ),
    "mart_leads_by_source_month": _mart(
        "mart_leads_by_source_month", "lead_source", "month_start_date"
    ),
    "mart_lead_funnel_by_cohort_month": _mart(
        "mart_lead_funnel_by_cohort_month", "month_start_date", "horizon_days"
    ),
    "mart_speed_to_lead_by_month": _mart(
        "mart_speed_to_lead_by_month", "rep_name", "month_start_date", "lead_source"
    ),
    "mart_funnel_by_stage_cohort_month": _mart(
        "mart_funnel_by_stage_cohort_month",
        *("month_start_date", "pipeline_name", "stage_name", "horizon_days"),
    ),
    "mart_pipeline_waterfall": _mart(
        "mart_pipeline_waterfall",
        *("level_kind", "level_name", "period_start_date", "window_kind", "bucket"),
    ),
    "mart_duplicate_candidates": View(
        "select * from marts.mart_duplicate_candidates",
        ("record_id", "other_record_id"),
        ("record_kind",),
    ),
    "mart_open_opportunities_ranked": _mart("mart_open_opportunities_ranked", "opportunity_id"),
    "mart_coverage_report": _mart(
        "mart_coverage_report", "check_name", condition="source_system = 'generic'"
    ),
    "mart_coverage_report_by_subject": _mart(
        "mart_coverage_report", "source_system", "check_name", "subject", "mart_name"
    ),
    "mart_data_quality": _mart("mart_data_quality", "source_system", "entity", "check_name"),
    "mart_load_log": _mart("mart_load_log", "file_name"),
    "mart_pipeline_by_day": _mart(
        "mart_pipeline_by_day", "pipeline_date", "level_kind", "level_name", "stage_name"
    ),
    "mart_sales_trend_by_month": _mart(
        "mart_sales_trend_by_month", "segment_kind", "segment_name", "month_start_date"
    ),
}


def expected_sheets(folder: str = "expected") -> dict[str, list[dict[str, str]]]:
    """The hand-typed sheets by name; every row says the rule it belongs to in `rule`."""
    sheets = {}
    for file in sorted((GOLDEN / folder).glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as lines:
            sheets[file.stem] = list(csv.DictReader(lines))
    return sheets


def view_of(sheet: str) -> View:
    """The view a sheet is compared with: the longest view name that its own begins with."""
    return VIEWS[max((name for name in VIEWS if sheet.startswith(name)), key=len)]


def text(value: Any) -> str:
    """A published cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def spelled_out(cell: str) -> str:
    """A typed cell with the md5 of what is in brackets in place of them, the innermost first."""
    while (plain := re.sub(r"\[([^\[\]\"]+)\]", _md5, cell)) != cell:
        cell = plain
    return cell


def _md5(brackets: re.Match[str]) -> str:
    return hashlib.md5(brackets[1].encode()).hexdigest()


def agrees(expected: str, found: Any) -> bool:
    """Whether a published cell is what was typed; doubles count to six decimals."""
    if expected == "-":
        return True
    expected = spelled_out(expected)
    if found is None or expected == "":
        return text(found) == expected
    if isinstance(found, float):
        return round(found, 6) == float(expected)
    if isinstance(found, Decimal):
        return found == Decimal(expected)
    return text(found) == expected


def differences(warehouse: Warehouse, sheet: str, rows: list[dict[str, str]]) -> list[str]:
    """One line per cell of `rows` that the warehouse has otherwise, or per row too few or
    too many."""
    view = view_of(sheet)
    found = warehouse.rows(view.sql)

    def key(row: dict[str, Any], columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text(row[column]) for column in columns)

    def typed(row: dict[str, str], columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(spelled_out(row[column]) for column in columns)

    by_key = {key(row, view.keys): row for row in found}
    lines = []
    for row in rows:
        label = f"{sheet} {' '.join(key(row, view.keys))}"
        match = by_key.get(typed(row, view.keys))
        if match is None:
            lines.append(f"{label}: no such row")
            continue
        lines += [
            f"{label}: {column}: expected {wanted or 'NULL'}, found {text(match[column]) or 'NULL'}"
            for column, wanted in row.items()
            if column != "rule" and not agrees(wanted, match[column])
        ]
    if view.whole:
        names_typed = {typed(row, view.whole): key(row, view.whole) for row in rows}
        wanted_rows = Counter(typed(row, view.whole) for row in rows)
        found_rows = Counter(key(row, view.whole) for row in found)
        lines += [
            f"{sheet} {' '.join(names_typed[name])}: expected {count} rows,"
            f" found {found_rows[name]}"
            for name, count in wanted_rows.items()
            if found_rows[name] != count
        ]
    return lines
