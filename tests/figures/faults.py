"""Faults to plant in a built file, each with the rule, constraint or sentence that must show it.

Every kind of rule in every layer that has it, and every sentence, once at least. Written for the
golden company; `first`, `without` and `TWICE` take whatever row comes first.
"""

from dataclasses import dataclass

import duckdb

TWICE = "insert into {table} select * from {table} limit 1"


def first(assignment: str, where: str = "true") -> str:
    """Change one row."""
    chosen = f"select min(rowid) from {{table}} where {where}"
    return f"update {{table}} set {assignment} where rowid = ({chosen})"


def without(where: str = "true") -> str:
    """Delete one row."""
    chosen = f"select min(rowid) from {{table}} where {where}"
    return f"delete from {{table}} where rowid = ({chosen})"


@dataclass(frozen=True)
class Fault:
    """What is done to a table, and what must come of it.

    `rule` and `column` are those of the row that the test `rules` of the table returns; or `rule`
    is the name of a sentence, which returns any row. A fault of the kinds `not_null` and `check` in
    core and marts cannot be planted: the contract refuses it (see `refusal`). Where the engine does
    not enforce contracts, the test `rules` returns it.
    """

    name: str
    table: str
    damage: str
    rule: str
    column: str = ""

    @property
    def sql(self) -> str:
        return self.damage.format(table=self.table)

    @property
    def model(self) -> str:
        return self.table.partition(".")[2]

    @property
    def test(self) -> str:
        """Name of the dbt test that shows it."""
        return self.rule if self.rule.startswith("assert_") else f"rules_{self.model}"

    @property
    def refusal(self) -> str:
        """What the engine says when the contract refuses it (a part of it), else nothing."""
        if not self.table.startswith(("core.", "marts.")):
            return ""
        return {
            "not_null": f"NOT NULL constraint failed: {self.model}.{self.column}",
            "check": f"with expression CHECK(({self.column} ",
        }.get(self.rule, "")


def inflict(connection: duckdb.DuckDBPyConnection, fault: Fault) -> None:
    """Plant a fault; a view becomes a table of its rows first. Raises what the engine refuses."""
    schema, name = fault.table.split(".")
    found = connection.execute(
        "select 1 from duckdb_views() where schema_name = ? and view_name = ?", [schema, name]
    ).fetchall()
    if found:
        connection.execute(f"create table {schema}.rows_of_view as select * from {fault.table}")
        connection.execute(f"drop view {fault.table}")
        connection.execute(f"alter table {schema}.rows_of_view rename to {name}")
    connection.execute(fault.sql)


STAGING = [
    Fault(
        "an export that holds a record twice",
        "staging.stg_generic__opportunities",
        TWICE,
        "unique",
        "source_instance, opportunity_id, load_id",
    ),
    Fault(
        "a staged record without an id",
        "staging.stg_generic__opportunities",
        first("opportunity_id = null"),
        "not_null",
        "opportunity_id",
    ),
    Fault(
        "a forecast category that nobody knows",
        "staging.stg_generic__opportunities",
        first("forecast_category = 'hope'"),
        "accepted_values",
        "forecast_category",
    ),
    Fault(
        "a probability in percent",
        "staging.stg_generic__stage_changes",
        first("probability = 40"),
        "rates",
        "probability",
    ),
]

HISTORY = [
    Fault(
        "a change that is known twice",
        "history.hist_opportunity_changes",
        TWICE,
        "unique",
        "source_system, source_instance, change_id",
    ),
    Fault(
        "two versions of a record on one day",
        "history.hist_accounts",
        TWICE,
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a day between two versions",
        "history.hist_opportunities",
        first(
            "valid_to = valid_to - 1", "valid_to < date '9999-12-31' and valid_to > valid_from + 1"
        ),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a version that overlaps the next",
        "history.hist_opportunities",
        first("valid_to = valid_to + 1", "valid_to < date '9999-12-31'"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a last version that ends",
        "history.hist_leads",
        first("valid_to = valid_from + 1", "valid_to = date '9999-12-31'"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a version that holds on no day",
        "history.hist_teams",
        first("valid_to = valid_from"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a version without a beginning",
        "history.hist_products",
        first("valid_from = null"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a version of nothing",
        "history.hist_cases",
        first("case_id = null"),
        "not_null",
        "case_id",
    ),
    Fault(
        "a target in something that is not measured",
        "history.hist_targets",
        first("measure = 'smiles'"),
        "accepted_values",
        "measure",
    ),
]

INTERMEDIATE = [
    Fault(
        "a lead that is resolved twice",
        "intermediate.int_leads_resolved",
        TWICE,
        "unique",
        "lead_key",
    ),
    Fault(
        "two decisions about one merge, in a view",
        "intermediate.int_merges_decided",
        TWICE,
        "unique",
        "record_kind, source_system, source_instance, record_id",
    ),
    Fault(
        "a rep with two versions at once",
        "intermediate.int_sales_reps_versioned",
        first("valid_to = valid_to + 1", "valid_to < date '9999-12-31'"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a time zone on no clock",
        "intermediate.int_rep_time_zones_resolved",
        first("zone_name = 'Mars/Olympus'"),
        "relationships",
        "zone_name",
    ),
    Fault(
        "a run of exports without a beginning, in a model without a unique rule",
        "history.int_teams_seen",
        first("seen_from = null"),
        "not_null",
        "seen_from",
    ),
    Fault(
        "a clock of an unknown kind",
        "intermediate.int_clocks_started",
        first("clock_kind = 'cuckoo'"),
        "accepted_values",
        "clock_kind",
    ),
    Fault(
        "a check that the seed does not explain",
        "intermediate.int_coverage_checks_unioned",
        first("check_name = 'made_up'"),
        "relationships",
        "check_name",
    ),
    Fault(
        "records blocked by an unknown kind",
        "intermediate.int_duplicate_records_blocked",
        first("block_kind = 'hair_colour'"),
        "accepted_values",
        "block_kind",
    ),
    Fault(
        "a step of a mart with a row twice",
        "intermediate.int_owner_months_rated",
        TWICE,
        "unique",
        "owner_view, owner_kind, owner_key, month_start_date",
    ),
]

CORE = [
    Fault(
        "a lead that is there twice",
        "core.fct_leads",
        TWICE,
        "unique",
        "lead_key",
    ),
    Fault(
        "a member with two versions that begin on one day",
        "core.dim_territories",
        "insert into {table} "
        "select * replace ('other' as territory_version_key) from {table} limit 1",
        "unique",
        "territory_key, valid_from",
    ),
    Fault(
        "an account that is unknown for a day",
        "core.dim_accounts",
        first(
            "valid_to = valid_to - 1", "valid_to < date '9999-12-31' and valid_to > valid_from + 1"
        ),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "a lead from a source that is no member",
        "core.fct_leads",
        first("lead_source_key = 'gone'"),
        "relationships",
        "lead_source_key",
    ),
    Fault(
        "a version of a rep that is no member",
        "core.fct_activities",
        first("owner_at_event_rep_version_key = 'gone'"),
        "relationships",
        "owner_at_event_rep_version_key",
    ),
    Fault(
        "a day before the calendar begins",
        "core.fct_leads",
        first("lead_created_date = date '1890-01-01'"),
        "relationships",
        "lead_created_date",
    ),
    Fault(
        "a conversion into an opportunity that is not there",
        "core.fct_leads",
        first("opportunity_key = 'gone'", "opportunity_key <> 'not_applicable'"),
        "relationships",
        "opportunity_key",
    ),
    Fault(
        "a parent that is no member of the same dimension",
        "core.dim_teams",
        first("parent_team_key = 'gone'"),
        "relationships",
        "parent_team_key",
    ),
    Fault(
        "a lead without a key",
        "core.fct_leads",
        first("lead_key = null"),
        "not_null",
        "lead_key",
    ),
    Fault(
        "a row without a key, appended as a continued night appends",
        "core.fct_stage_visits",
        "insert into {table} select * replace (null as opportunity_key) from {table} limit 1",
        "not_null",
        "opportunity_key",
    ),
    Fault(
        "a lead in an unknown status",
        "core.fct_leads",
        first("canonical_status = 'dreaming'"),
        "check",
        "canonical_status",
    ),
    Fault(
        "a target of nobody that can have one",
        "core.fct_targets",
        first("owner_kind = 'dog'"),
        "check",
        "owner_kind",
    ),
]

MARTS = [
    Fault(
        "a month of a rep twice",
        "marts.mart_performance_by_rep_month",
        TWICE,
        "unique",
        "month_start_date, owner_view, rep_key",
    ),
    Fault(
        "two opportunities with one rank",
        "marts.mart_open_opportunities_ranked",
        first("rank = 2", "rank = 1"),
        "unique",
        "rank",
    ),
    Fault(
        "a month of a rep who is no member",
        "marts.mart_performance_by_rep_month",
        first("rep_key = 'gone'"),
        "relationships",
        "rep_key",
    ),
    Fault(
        "a count that is not known",
        "marts.mart_performance_by_rep_month",
        first("won_count = null"),
        "not_null",
        "won_count",
    ),
    Fault(
        "more won than closed",
        "marts.mart_performance_by_rep_month",
        first("win_rate = 1.5"),
        "check",
        "win_rate",
    ),
    Fault(
        "a share below zero",
        "marts.mart_leads_by_source_month",
        first("conversion_rate = -0.1"),
        "check",
        "conversion_rate",
    ),
    Fault(
        "a view of owners that nobody asked for",
        "marts.mart_performance_by_rep_month",
        first("owner_view = 'favourite'"),
        "check",
        "owner_view",
    ),
    Fault(
        "a file without a name, in a mart of which the contract holds all",
        "marts.mart_load_log",
        first("file_name = null"),
        "not_null",
        "file_name",
    ),
]

SEEDS = [
    Fault(
        "a source of leads that is mapped twice",
        "seeds.lead_channel_map",
        TWICE,
        "unique",
        "source_system, lead_source",
    ),
    Fault(
        "a stage that is mapped to two on some days",
        "seeds.stage_map",
        first("valid_to = valid_from + 10"),
        "tiles",
        "valid_from, valid_to",
    ),
    Fault(
        "points for a check that is not made",
        "seeds.quality_checks",
        first("check_name = 'made_up'"),
        "relationships",
        "check_name",
    ),
    Fault(
        "a status that stands for nothing",
        "seeds.lead_status_map",
        first("canonical_status = null"),
        "not_null",
        "canonical_status",
    ),
    Fault(
        "a quote that may be accepted a little",
        "seeds.quote_status_map",
        first("canonical_status = 'half_accepted'"),
        "accepted_values",
        "canonical_status",
    ),
]

TODAYS_OPEN = "open_count > 0 and pipeline_date = (select max(pipeline_date) from {table})"
LAST_MONTH = "period_start_date = (select max(period_start_date) from {table})"
AFTER_THE_FIRST = "period_start_date > (select min(period_start_date) from {table})"

SENTENCES = [
    Fault(
        "an amount that was converted wrongly",
        "core.fct_opportunities",
        first("amount = amount + 1000", "amount is not null"),
        "assert_amounts_reconcile_by_currency",
    ),
    Fault(
        "a time that ran out before it began",
        "intermediate.int_clocks_timed",
        first("due_at = timestamp '1990-01-01'"),
        "assert_clocks_stop_in_time_or_after_more_than_allowed",
    ),
    Fault(
        "a closing before the creation that is not flagged",
        "core.fct_opportunities",
        first("closed_date = created_date - 1", "is_won and not is_created_date_inferred"),
        "assert_closed_opportunities_were_created_before_or_are_flagged",
    ),
    Fault(
        "a team that does not belong to its parent",
        "core.bridge_teams_closure",
        without("depth = 1 and is_current"),
        "assert_closures_agree_with_the_direct_parents",
    ),
    Fault(
        "an input that no line tells of",
        "marts.mart_coverage_report",
        without("check_name like 'input%'"),
        "assert_coverage_report_covers_every_mart",
    ),
    Fault(
        "one more open today than there is",
        "core.fct_pipeline_daily",
        first("open_count = open_count + 1", TODAYS_OPEN),
        "assert_daily_pipeline_ends_with_the_open_opportunities",
    ),
    Fault(
        "a month end that is a cent off",
        "core.fct_pipeline_months",
        first("amount = amount + 0.01", "amount is not null"),
        "assert_daily_pipeline_equals_the_month_ends",
    ),
    Fault(
        "a check that found less than was reported",
        "marts.mart_data_quality",
        first("total_count = total_count + 1", "not is_summary"),
        "assert_data_quality_agrees_with_the_coverage_report",
    ),
    Fault(
        "a kind of record without a rating",
        "marts.mart_data_quality",
        without("is_summary"),
        "assert_data_quality_rates_every_entity_of_every_source",
    ),
    Fault(
        "a deal that nobody closed",
        "intermediate.int_closed_opportunities_credited",
        without(),
        "assert_every_closed_deal_is_credited_once",
    ),
    Fault(
        "a day after the end of its fiscal period",
        "core.dim_dates",
        first("fiscal_period_end_date = date_day - 1"),
        "assert_every_day_is_in_one_fiscal_period",
    ),
    Fault(
        "a mapped value in a column at which nobody looks",
        "marts.mart_coverage_report",
        first(
            "source_system = 'generic', check_name = 'mapped_source_values', "
            "subject = 'opportunities.stage', total_count = 0"
        ),
        "assert_every_mapped_value_is_counted",
    ),
    Fault(
        "an open opportunity that two territories count",
        "marts.mart_territory_performance_by_month",
        first("open_count = open_count + 1"),
        "assert_every_view_shares_out_the_same_month",
    ),
    Fault(
        "an opportunity without a first lead",
        "core.bridge_lead_conversions",
        without(),
        "assert_first_lead_sources_hold_all_opportunities",
    ),
    Fault(
        "a cohort that advances more than entered",
        "marts.mart_funnel_by_stage_cohort_month",
        first("advanced_count = entered_count + 1"),
        "assert_funnel_advances_only_what_entered",
    ),
    Fault(
        "an entry in no cohort",
        "marts.mart_funnel_by_stage_cohort_month",
        first("entered_count = entered_count - 1"),
        "assert_funnel_cohorts_hold_every_first_entry",
    ),
    Fault(
        "a team with more than its members won",
        "marts.mart_performance_by_team_month",
        first("inclusive_won_count = inclusive_won_count + 1"),
        "assert_inclusive_results_add_up_along_the_tree",
    ),
    Fault(
        "a team with less than it won alone",
        "marts.mart_performance_by_team_month",
        first("inclusive_open_count = open_count - 1"),
        "assert_inclusive_results_contain_own_results",
    ),
    Fault(
        "an answer before the question",
        "core.fct_leads",
        first("first_response_at = lead_created_at - interval 1 minute"),
        "assert_lead_dates_keep_their_order",
    ),
    Fault(
        "a step of the funnel wider than the one before",
        "marts.mart_lead_funnel_by_cohort_month",
        first("mql_count = lead_count + 1"),
        "assert_lead_funnel_narrows",
    ),
    Fault(
        "a lead that counts twice",
        "marts.mart_leads_by_source_month",
        first("lead_count = lead_count + 1"),
        "assert_lead_marts_equal_the_facts",
    ),
    Fault(
        "a stay that ends before it begins",
        "core.fct_lead_status_visits",
        first("exited_date = entered_date - 1"),
        "assert_lead_status_visits_follow_each_other",
    ),
    Fault(
        "lines that add up to another amount",
        "core.fct_opportunity_lines",
        "update {table} set total_amount_trx = total_amount_trx + 1, is_header_mismatch = false",
        "assert_lines_add_up_where_they_are_not_flagged",
    ),
    Fault(
        "a row that was read and never seen again",
        "marts.mart_load_log",
        first("rows_read = rows_read + 1", "status = 'loaded'"),
        "assert_load_log_accounts_for_every_row",
    ),
    Fault(
        "a movement that is a cent off",
        "core.fct_pipeline_movements",
        first("amount = amount + 0.01", "amount is not null"),
        "assert_movements_close_for_every_opportunity",
    ),
    Fault(
        "a state that moved the pipeline by a cent more",
        "core.fct_opportunity_states",
        first("open_amount_change = open_amount_change + 0.01", "open_amount_change is not null"),
        "assert_movements_of_states_add_up_to_the_open_pipeline",
    ),
    Fault(
        "a close date that the time zone moved",
        "core.fct_opportunities",
        first("expected_close_date = expected_close_date + 1", "expected_close_date is not null"),
        "assert_no_close_date_shifted_by_a_time_zone",
    ),
    Fault(
        "dollars that count as rupiah",
        "core.fct_opportunities",
        first("fx_rate = 1", "currency_code = 'USD' and fx_rate is not null"),
        "assert_no_currencies_added_together",
    ),
    Fault(
        "a visit that lasted less than nothing",
        "core.fct_stage_visits",
        first("duration_days = -1"),
        "assert_no_negative_cycle_days",
    ),
    Fault(
        "an activity that history knows and core does not",
        "core.fct_activities",
        without(),
        "assert_no_record_is_lost_on_the_way_to_core",
    ),
    Fault(
        "a deal with a team that its rep was not in",
        "core.fct_opportunities",
        first("credited_team_key = 'of another day'"),
        "assert_no_todays_manager_on_last_years_deal",
    ),
    Fault(
        "an account with two territories",
        "core.bridge_account_territories",
        TWICE,
        "assert_nobody_has_two_territories_on_one_day",
    ),
    Fault(
        "a rank that nobody has",
        "marts.mart_open_opportunities_ranked",
        first("rank = 1000"),
        "assert_open_opportunities_are_ranked_without_gaps",
    ),
    Fault(
        "a last state that is not today's",
        "core.fct_opportunity_states",
        first("amount = amount + 0.01", "valid_to = date '9999-12-31' and amount is not null"),
        "assert_opportunity_states_begin_and_end_with_the_opportunity",
    ),
    Fault(
        "a deal that is both won and lost",
        "core.fct_opportunities",
        first("is_lost = true", "is_won"),
        "assert_outcomes_exclude_each_other",
    ),
    Fault(
        "a rep with more than the company has",
        "marts.mart_pipeline_by_day",
        first("open_count = open_count + 1", "level_kind = 'rep'"),
        "assert_pipeline_levels_agree_day_by_day",
    ),
    Fault(
        "a product with half of what is shared out",
        "core.fct_opportunity_products",
        first("amount_share = amount_share / 2"),
        "assert_product_amounts_add_up_to_the_opportunity",
    ),
    Fault(
        "a draft that was accepted",
        "core.fct_quotes",
        "insert into {table} by name select 'q' as quote_key, 'unknown' as opportunity_key, "
        "'draft' as canonical_status, date '2024-01-31' as accepted_date, false as is_deleted",
        "assert_quotes_are_accepted_only_when_they_say_so",
    ),
    Fault(
        "a day without a rate",
        "core.fct_fx_rates",
        without("rate_date = date '2024-02-15' and currency_code = 'USD'"),
        "assert_rates_are_never_invented",
    ),
    Fault(
        "a deal that a rep has twice",
        "marts.mart_performance_by_rep_month",
        first("won_count = won_count + 1"),
        "assert_rep_months_equal_the_facts",
    ),
    Fault(
        "a touch that costs more than its share",
        "core.fct_touches",
        "update core.dim_campaigns set actual_cost_amount_trx = 100 "
        "where campaign_key = 'unknown'; "
        "insert into {table} by name select 't' as touch_key, 'unknown' as campaign_key, "
        "'unknown' as lead_key, 'not_applicable' as opportunity_key, 'unknown' as account_key, "
        "101 as cost_amount_trx, true as is_cost_shared, false as is_deleted",
        "assert_shared_costs_add_up_to_the_campaign",
    ),
    Fault(
        "a lead that is answered and not",
        "marts.mart_speed_to_lead_by_month",
        first("responded_count = responded_count + 1"),
        "assert_speed_to_lead_counts_add_up",
    ),
    Fault(
        "an open opportunity in no stage",
        "core.fct_stage_visits",
        first("is_open = false", "is_open"),
        "assert_stage_visits_begin_and_end_with_the_opportunity",
    ),
    Fault(
        "a visit without the one before",
        "core.fct_stage_visits",
        first("visit_number = visit_number + 1"),
        "assert_stage_visits_follow_each_other",
    ),
    Fault(
        "a deal that a rep has and no team",
        "marts.mart_performance_by_team_month",
        first("won_count = won_count - 1", "won_count > 0"),
        "assert_team_months_equal_the_rep_months",
    ),
    Fault(
        "a case that no territory has",
        "marts.mart_territory_performance_by_month",
        first("case_count = case_count - 1", "case_count > 0"),
        "assert_territory_months_equal_the_facts",
    ),
    Fault(
        "a territory that won a cent more",
        "marts.mart_sales_trend_by_month",
        first("won_amount = won_amount + 0.01", "segment_kind = 'territory' and won_amount > 0"),
        "assert_trend_segments_add_up_to_the_company",
    ),
    Fault(
        "a closing that is a cent off",
        "marts.mart_pipeline_waterfall",
        first("amount = amount + 0.01", "bucket = 'closing'"),
        "assert_waterfall_closes_to_the_cent",
    ),
    Fault(
        "a month that closes without one that is open",
        "core.fct_pipeline_months",
        without(),
        "assert_waterfall_closes_with_every_month_end",
    ),
    Fault(
        "a last closing with one more than is open",
        "marts.mart_pipeline_waterfall",
        first(
            "opportunity_count = opportunity_count + 1",
            "window_kind = 'all' and level_kind = 'company' and bucket = 'closing' and "
            + LAST_MONTH,
        ),
        "assert_waterfall_closes_with_the_open_pipeline",
    ),
    Fault(
        "a bucket of the company that is a cent off",
        "marts.mart_pipeline_waterfall",
        first("amount = amount + 0.01", "level_kind = 'company' and bucket = 'new'"),
        "assert_waterfall_levels_agree",
    ),
    Fault(
        "an opening that nothing closed with",
        "marts.mart_pipeline_waterfall",
        first(
            "opportunity_count = opportunity_count + 1",
            "window_kind = 'all' and bucket = 'opening' and " + AFTER_THE_FIRST,
        ),
        "assert_waterfall_opens_where_it_closed",
    ),
    Fault(
        "what was handed over and never received",
        "marts.mart_pipeline_waterfall",
        first("amount = amount + 0.01", "bucket = 'transferred_in' and amount is not null"),
        "assert_waterfall_transfers_cancel_out",
    ),
]

FAULTS = [*STAGING, *HISTORY, *INTERMEDIATE, *CORE, *MARTS, *SEEDS, *SENTENCES]
