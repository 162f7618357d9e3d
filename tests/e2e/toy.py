"""A checkout with the real code and a dbt project of nine models, to test the night itself.

What a night costs on the real project is nearly all models and tests. Ingest, Dagster, dbt's
process, publication and what keeps them apart are the same here: copies, because they find their
repository by where they stand. No expectations live here.
"""

import shutil
from pathlib import Path

from tests.e2e.nights import REPOSITORY

# Fails, for every opportunity, in a night whose environment asks for it.
FAILING_TEST, FAILS = "assert_nobody_won", "toy_fails"
# While this model is built dbt is at work, for two seconds of one core.
SLOW_MODEL = "core/fct_fx_rates"
STEPS = 250_000

COPIED = (
    *("ingest", "orchestration", "dagster.yaml", "pyproject.toml"),
    *("dbt_project/dbt_project.yml", "dbt_project/profiles.yml", "dbt_project/macros"),
    *("dbt_project/tests/generic", "dbt_project/models/groups.yml"),
)

STAGED_OPPORTUNITIES = """\
select
    id as opportunity_id,
    coalesce(lead_source, 'not_provided') as lead_source,
    coalesce(cast(is_won as boolean), false) as is_won,
    cast(amount as decimal(18, 2)) as amount,
    cast(close_date as date) as close_date,
    {{ load_columns('salesforce', 'opportunity') }}
from ({{ raw_rows('salesforce', 'opportunity') }}) as raw
"""

STAGED_LOADS = """\
select
    source_system,
    rows_loaded
from ({{ known_load_log() }}) as known
where known_status = 'loaded' and export_as_of <= {{ as_of_date() }}
"""

DATES = """\
{{ date_spine("date '2025-01-01'", as_of_date()) }}
"""

# Counted one by one, which a second core does not make faster.
FX_RATES = f"""\
with recursive steps as (
    select 1 as step
    union all
    select step + 1 from steps where step < {STEPS}
)

select
    'IDR' as currency_code,
    dates.date_day as rate_date,
    cast(counted.steps / {STEPS} as decimal(18, 2)) as rate
from {{{{ ref('dim_dates') }}}} as dates
cross join (select count(*) as steps from steps) as counted
"""

# A night that continues a build is shown the rows of its new loads and keeps the others.
HISTORY = """\
{{ config(unique_key='opportunity_id') }}
select
    opportunity_id,
    lead_source,
    is_won,
    amount,
    close_date,
    export_as_of
from {{ ref('stg_salesforce__opportunities') }}
qualify row_number() over (
    partition by opportunity_id order by export_as_of desc nulls last, row_hash asc nulls last
) = 1
"""

OPPORTUNITIES = """\
select * from {{ ref('hist_opportunities') }}
"""

COVERAGE = """\
select
    {{ as_of_date() }} as as_of_date,
    source_system,
    count(*) as load_count,
    cast(sum(rows_loaded) as bigint) as row_count
from {{ ref('stg_pantau__loads') }}
group by source_system
"""

TREND = """\
select
    {{ as_of_date() }} as as_of_date,
    {{ month_start('opportunities.close_date') }} as month_start_date,
    count(*) filter (where opportunities.is_won) as won_count,
    count(*) as opportunity_count,
    {{ rate('count(*) filter (where opportunities.is_won)', 'count(*)') }} as won_rate,
    cast(sum(opportunities.amount * rates.rate) as decimal(18, 2)) as total_amount
from {{ ref('fct_opportunities') }} as opportunities
left join {{ ref('fct_fx_rates') }} as rates
    on opportunities.close_date = rates.rate_date
group by month_start_date
"""

LEADS = """\
select
    {{ as_of_date() }} as as_of_date,
    lead_source,
    count(*) as opportunity_count
from {{ ref('fct_opportunities') }}
group by lead_source
"""

PROPERTIES = """\
models:
  - name: stg_salesforce__opportunities
    description: One row per opportunity and export.
    columns:
      - {name: opportunity_id, description: Source id., data_tests: [not_null]}
  - name: stg_pantau__loads
    description: One row per load that counts.
  - name: dim_dates
    description: One row per day.
    columns:
      - {name: date_day, data_type: date, description: The day., data_tests: [unique, not_null]}
  - name: fct_fx_rates
    description: One row per day.
    data_tests:
      - rules: {name: rules_fct_fx_rates, arguments: {unique: [[currency_code, rate_date]]}}
    columns:
      - {name: currency_code, data_type: string, description: The currency.}
      - name: rate_date
        data_type: date
        description: The day.
        data_tests:
          - relationships: {arguments: {to: ref('dim_dates'), field: date_day}}
      - {name: rate, data_type: "decimal(18, 2)", description: What it is worth.}
  - name: hist_opportunities
    description: One row per opportunity, as last exported.
  - name: fct_opportunities
    description: One row per opportunity, as last exported.
    columns:
      - {name: opportunity_id, data_type: string, description: Id., data_tests: [unique, not_null]}
      - {name: lead_source, data_type: string, description: Where it came from.}
      - {name: is_won, data_type: boolean, description: Whether it is won., data_tests: [not_null]}
      - {name: amount, data_type: "decimal(18, 2)", description: Its value.}
      - {name: close_date, data_type: date, description: When it closes.}
      - {name: export_as_of, data_type: date, description: Its last export.}
  - name: mart_coverage_report
    description: One row per source.
    columns:
      - {name: as_of_date, data_type: date, description: Business date., data_tests: [not_null]}
      - {name: source_system, data_type: string, description: Source., data_tests: [unique]}
      - {name: load_count, data_type: bigint, description: Its loads.}
      - {name: row_count, data_type: bigint, description: Their rows.}
  - name: mart_sales_trend_by_month
    description: One row per month in which opportunities close.
    data_tests:
      - rules: {name: rules_of_months, arguments: {key: [month_start_date], rates: [won_rate]}}
    columns:
      - {name: as_of_date, data_type: date, description: Business date., data_tests: [not_null]}
      - {name: month_start_date, data_type: date, description: Month., data_tests: [unique]}
      - {name: won_count, data_type: bigint, description: Won ones.}
      - {name: opportunity_count, data_type: bigint, description: All of them.}
      - {name: won_rate, data_type: double, description: Won of all.}
      - {name: total_amount, data_type: "decimal(18, 2)", description: Their value.}
  - name: mart_leads_by_source_month
    description: One row per lead source.
    columns:
      - {name: as_of_date, data_type: date, description: Business date., data_tests: [not_null]}
      - {name: lead_source, data_type: string, description: Source., data_tests: [unique]}
      - {name: opportunity_count, data_type: bigint, description: Opportunities from it.}
"""

ASSERT_NOBODY_WON = f"""\
select opportunity_id from {{{{ ref('fct_opportunities') }}}}
where
    (is_won or not is_won)
    and {{{{ 'true' if execute and env_var('PANTAU_{FAILS.upper()}', '') else 'false' }}}}
"""

WRITTEN = {
    "models/staging/stg_salesforce__opportunities.sql": STAGED_OPPORTUNITIES,
    "models/staging/stg_pantau__loads.sql": STAGED_LOADS,
    "models/core/dim_dates.sql": DATES,
    "models/core/fct_fx_rates.sql": FX_RATES,
    "models/history/hist_opportunities.sql": HISTORY,
    "models/core/fct_opportunities.sql": OPPORTUNITIES,
    "models/marts/warehouse/mart_coverage_report.sql": COVERAGE,
    "models/marts/performance/mart_sales_trend_by_month.sql": TREND,
    "models/marts/leads/mart_leads_by_source_month.sql": LEADS,
    "models/toy.yml": PROPERTIES,
    f"tests/{FAILING_TEST}.sql": ASSERT_NOBODY_WON,
}


def lay_out_toy(checkout: Path) -> None:
    """Write the checkout; its first night parses the project, for all data folders."""
    sources = (REPOSITORY / "dbt_project").glob("models/staging/*/_*__sources.yml")
    for name in [*COPIED, *(str(path.relative_to(REPOSITORY)) for path in sources)]:
        source, target = REPOSITORY / name, checkout / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name, text in WRITTEN.items():
        file = checkout / "dbt_project" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def parses(checkout: Path) -> list[str]:
    """The states of the project that were parsed."""
    folder = checkout / "dbt_project" / "target" / "parsed"
    return [path.name for path in folder.iterdir() if path.is_dir()]
