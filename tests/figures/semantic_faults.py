"""Faults to plant in the code, each of which changes what is published without breaking anything.

Every one is a mistake that a person could make and no compiler sees: a test has to. `find` stands
exactly once in its file. What does not belong here: planting them and asking who noticed.
"""

from dataclasses import dataclass

MODELS = "dbt_project/models"
MARTS = f"{MODELS}/marts"
PERFORMANCE = f"{MARTS}/performance"
FUNNEL = f"{MARTS}/funnel"
INTERMEDIATE = f"{MODELS}/intermediate"
CORE = f"{MODELS}/core"
MACROS = "dbt_project/macros"
PUBLISHING = "orchestration/publishing"


@dataclass(frozen=True)
class Fault:
    """One mistake: in `file`, below the repository, `find` becomes `replace`."""

    name: str
    kind: str
    file: str
    find: str
    replace: str


STATISTICS = [
    Fault(
        "the slowest tenth of sales cycles is the middle one",
        "90th percentile taken as the median",
        f"{PERFORMANCE}/int_owner_months_measured.sql",
        "percentile_cont(0.9)",
        "percentile_cont(0.5)",
    ),
    Fault(
        "the slowest tenth of answers is the middle one",
        "90th percentile taken as the median",
        f"{MARTS}/leads/mart_speed_to_lead_by_month.sql",
        "percentile_cont(0.9)",
        "percentile_cont(0.5)",
    ),
    Fault(
        "the median sales cycle is the mean",
        "median taken as mean",
        f"{PERFORMANCE}/int_owner_months_measured.sql",
        "median(cycle_days)",
        "avg(cycle_days)",
    ),
    Fault(
        "the median way of a lead to a win is the mean",
        "median taken as mean",
        f"{MARTS}/leads/mart_leads_by_source_month.sql",
        "median(leads.days_to_won)",
        "avg(leads.days_to_won)",
    ),
    Fault(
        "the upper bound of a win rate is the lower one",
        "a Wilson bound's sign",
        f"{PERFORMANCE}/int_owner_months_rated.sql",
        "('+', 'high')",
        "('-', 'high')",
    ),
    Fault(
        "both bounds of a win rate lie above it",
        "a Wilson bound's sign",
        f"{MACROS}/marts/wilson_bound.sql",
        "{{ direction }} sqrt(",
        "+ sqrt(",
    ),
    Fault(
        "no closed deal is a win rate of 0",
        "a NULL rate turned into 0",
        f"{PERFORMANCE}/int_owner_months_rated.sql",
        "{{ win_rate() }} as win_rate,",
        "coalesce({{ win_rate() }}, 0) as win_rate,",
    ),
    Fault(
        "who is open to this day counts whole in the tail of the chances",
        "the censored counted as lost",
        f"{FUNNEL}/int_win_chances_estimated.sql",
        "2 * still_won_count / (at_risk_count + still_ended_count)",
        "still_won_count / at_risk_count",
    ),
    Fault(
        "the chance of an old deal is that of a new one",
        "a conditional chance without its condition",
        f"{FUNNEL}/int_win_chances_estimated.sql",
        ") / open_rate as win_probability",
        ") as win_probability",
    ),
    Fault(
        "an entry that nobody saw is in a cohort",
        "the inferred counted as seen",
        f"{FUNNEL}/mart_funnel_by_stage_cohort_month.sql",
        "count(*) filter (where not entries.is_inferred) as entered_count",
        "count(*) as entered_count",
    ),
    Fault(
        "no lead in time and none late is a rate of 0",
        "a NULL rate turned into 0",
        f"{MARTS}/leads/mart_speed_to_lead_by_month.sql",
        "{{ rate('within_sla_count', '(within_sla_count + breached_count)') }}",
        "coalesce({{ rate('within_sla_count', '(within_sla_count + breached_count)') }}, 0)",
    ),
    Fault(
        "attainment is target by result",
        "attainment with numerator and denominator swapped",
        f"{PERFORMANCE}/int_owner_months_rated.sql",
        "rate('won_amount', 'target_amount')",
        "rate('target_amount', 'won_amount')",
    ),
]

TIME = [
    Fault(
        "a month's pipeline opens with its first evening",
        "a window off by one day",
        f"{INTERMEDIATE}/marts/int_pipeline_endpoints_paired.sql",
        "add_days('dates.month_start_date', -1)",
        "add_days('dates.month_start_date', 0)",
    ),
    Fault(
        "an open case is judged a day too early",
        "a window off by one day",
        f"{CORE}/fct_cases.sql",
        "local_midnight(add_days(as_of_date(), 1))",
        "local_midnight(add_days(as_of_date(), 0))",
    ),
    Fault(
        "won amounts are compared with eleven months before",
        "previous year compared with the wrong month",
        f"{PERFORMANCE}/mart_sales_trend_by_month.sql",
        "lag(won_amount, 12)",
        "lag(won_amount, 11)",
    ),
    Fault(
        "won counts are compared with thirteen months before",
        "previous year compared with the wrong month",
        f"{PERFORMANCE}/mart_sales_trend_by_month.sql",
        "lag(won_count, 12)",
        "lag(won_count, 13)",
    ),
    Fault(
        "every fiscal year begins in January",
        "fiscal year start ignored",
        f"{INTERMEDIATE}/int_fiscal_years_started.sql",
        "setting('fiscal_year_start') | int",
        "1",
    ),
    Fault(
        "a fiscal year is named after the year in which it begins",
        "fiscal year start ignored",
        f"{INTERMEDIATE}/int_fiscal_years_started.sql",
        "{{ 1 if first_month > 1 else 0 }}",
        "0",
    ),
    Fault(
        "a lead converts on the day it is created",
        "lead conversion from the wrong date",
        f"{CORE}/fct_leads.sql",
        "leads.clamped_converted_date as converted_date",
        "leads.lead_created_date as converted_date",
    ),
    Fault(
        "a lead reaches its opportunity when it is qualified",
        "lead conversion from the wrong date",
        f"{MARTS}/leads/int_lead_steps_timed.sql",
        "least(converted_date, case",
        "least(sql_date, case",
    ),
    Fault(
        "a deal is worth what its currency was when it was created",
        "currency rate of the wrong day",
        f"{INTERMEDIATE}/int_opportunities_enriched.sql",
        "credits.event_date = rates.rate_date",
        "opportunities.created_date = rates.rate_date",
    ),
    Fault(
        "a past target is worth what its currency is today",
        "currency rate of the wrong day",
        f"{CORE}/fct_targets.sql",
        "least(month_start_date, {{ as_of_date() }}) as fx_rate_date",
        "{{ as_of_date() }} as fx_rate_date",
    ),
]

LIMITS = [
    Fault(
        "who advances on the horizon's last day has not advanced",
        ">= for >",
        f"{FUNNEL}/mart_funnel_by_stage_cohort_month.sql",
        "filter (where entries.days_to_advance <= horizons.horizon_days)\n            as advanced",
        "filter (where entries.days_to_advance < horizons.horizon_days)\n            as advanced",
    ),
    Fault(
        "a cohort that is as old as its horizon is too young",
        ">= for >",
        f"{MARTS}/leads/mart_lead_funnel_by_cohort_month.sql",
        "min(steps.age_days) >= horizons.horizon_days",
        "min(steps.age_days) > horizons.horizon_days",
    ),
    Fault(
        "a deal is stuck on the last day it is allowed",
        ">= for >",
        f"{FUNNEL}/int_open_opportunities_scored.sql",
        "days_in_stage > stuck_limit_days",
        "days_in_stage >= stuck_limit_days",
    ),
    Fault(
        "working minutes allowed are taken as seconds",
        "an SLA limit ignored or minutes for seconds",
        f"{INTERMEDIATE}/int_clocks_timed.sql",
        "started_seconds + allowed_minutes * 60",
        "started_seconds + allowed_minutes",
    ),
    Fault(
        "an urgent case has the time of any other",
        "an SLA limit ignored or minutes for seconds",
        f"{INTERMEDIATE}/int_clocks_started.sql",
        "then {{ minutes[step] }}",
        "then {{ case_minutes['default'][step] }}",
    ),
    Fault(
        "a lead that is answered is answered in time",
        "an SLA limit ignored or minutes for seconds",
        f"{MARTS}/leads/mart_speed_to_lead_by_month.sql",
        "leads.is_responded and not leads.is_sla_breached",
        "leads.is_responded",
    ),
    Fault(
        "one absence is a deletion",
        "deletion after one absence instead of two",
        f"{INTERMEDIATE}/int_exports_trusted.sql",
        "else next_trusted.second_as_of",
        "else next_trusted.first_as_of",
    ),
    Fault(
        "an export that lost half of its rows is trusted",
        "the trusted share ignored",
        f"{INTERMEDIATE}/int_exports_trusted.sql",
        "{{ var('trusted_row_rate') }} * coalesce",
        "0 * coalesce",
    ),
    Fault(
        "the least promising deal stands first",
        "the ordering of a ranking reversed",
        f"{FUNNEL}/mart_open_opportunities_ranked.sql",
        "priority_score desc nulls last",
        "priority_score asc nulls last",
    ),
    Fault(
        "a team is managed by whom the fewest report to",
        "the ordering of a ranking reversed",
        f"{PERFORMANCE}/int_team_managers_named.sql",
        "rep_count desc nulls last",
        "rep_count asc nulls last",
    ),
]

ROWS = [
    Fault(
        "the trend sees lost deals only",
        "a trend of lost deals only",
        f"{PERFORMANCE}/int_closed_opportunities_segmented.sql",
        "(is_won or is_lost)\n        and not is_deleted",
        "is_lost\n        and not is_deleted",
    ),
    Fault(
        "today's owner has the win of the one who closed it",
        "a join on today's owner instead of the owner at the event",
        f"{INTERMEDIATE}/int_opportunity_credits_assigned.sql",
        "and closings.event_date >= owners.known_from\n"
        "            and closings.event_date < owners.valid_to",
        "and owners.is_current",
    ),
    Fault(
        "today's owner had the pipeline of past months",
        "a join on today's owner instead of the owner at the event",
        f"{PERFORMANCE}/int_open_pipeline_summed.sql",
        "('credited', 'rep', 'owner_rep_key')",
        "('credited', 'rep', 'current_owner_rep_key')",
    ),
    Fault(
        "deleted leads count",
        "a filter on deleted rows lost",
        f"{MARTS}/leads/mart_leads_by_source_month.sql",
        "where not is_deleted and lead_created_date",
        "where lead_created_date",
    ),
    Fault(
        "deleted targets count",
        "a filter on deleted rows lost",
        f"{CORE}/fct_targets.sql",
        "where is_current and not is_deleted",
        "where is_current",
    ),
    Fault(
        "a lead counts once per activity of its source",
        "count distinct lost",
        f"{MARTS}/leads/mart_speed_to_lead_by_month.sql",
        "select distinct\n        source_system,",
        "select\n        source_system,",
    ),
    Fault(
        "a merged opportunity counts beside its survivor",
        "merged losers counted",
        f"{INTERMEDIATE}/int_opportunity_versions_merged.sql",
        "versions.is_deleted or versions.is_merged as is_deleted",
        "versions.is_deleted",
    ),
    Fault(
        "a merged lead counts beside its survivor",
        "merged losers counted",
        f"{INTERMEDIATE}/int_leads_resolved.sql",
        "    where not leads.is_merged\n",
        "",
    ),
    Fault(
        "a deal that came back to a stage counts there twice",
        "reopened deals counted twice",
        f"{FUNNEL}/int_stage_outcomes_measured.sql",
        "select distinct\n        opportunity_key,",
        "select\n        opportunity_key,",
    ),
    Fault(
        "a deal enters a stage anew when it is reopened",
        "reopened deals counted twice",
        f"{FUNNEL}/int_stage_entries_followed.sql",
        "partition by opportunity_key, stage_name order",
        "partition by opportunity_key, stage_name, visit_number order",
    ),
    Fault(
        "what leaves the pipeline is added to it",
        "waterfall bucket sign",
        f"{CORE}/fct_pipeline_movements.sql",
        "else -amount_before",
        "else amount_before",
    ),
    Fault(
        "what is handed over stays where it was",
        "waterfall bucket sign",
        f"{FUNNEL}/int_pipeline_movements_levelled.sql",
        "-amount as amount",
        "amount as amount",
    ),
]

PUBLICATION = [
    Fault(
        "a Parquet file may have fewer rows than its table",
        "a Parquet file with missing rows published",
        f"{PUBLISHING}/candidate.py",
        "if rows != digests[table.label].rows:",
        "if rows > digests[table.label].rows:",
    ),
    Fault(
        "a kept version can be written to",
        "published files left writable",
        f"{PUBLISHING}/candidate.py",
        "path_on_disk.chmod(READ_ONLY)",
        "path_on_disk.chmod(0o644)",
    ),
    Fault(
        "the file that readers open can be written to",
        "published files left writable",
        f"{PUBLISHING}/files.py",
        "temporary.chmod(READ_ONLY)",
        "temporary.chmod(0o644)",
    ),
    Fault(
        "a version is named before it is on the disk",
        "a publication without fsync",
        f"{PUBLISHING}/candidate.py",
        "    fsync_tree(folder)\n",
        "",
    ),
    Fault(
        "readers are given a file that is not on the disk",
        "a publication without fsync",
        f"{PUBLISHING}/files.py",
        "    sync(temporary)\n",
        "",
    ),
]

FAULTS = [*STATISTICS, *TIME, *LIMITS, *ROWS, *PUBLICATION]
