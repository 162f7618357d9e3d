-- The last closing is what is open today in fct_opportunities: the states and the record agree.
with waterfall as (
    select
        coalesce(sum(opportunity_count), 0) as open_count,
        coalesce(sum(amount), 0) as open_amount
    from {{ ref('mart_pipeline_waterfall') }}
    where
        window_kind = 'all'
        and level_kind = 'company'
        and bucket = 'closing'
        and period_start_date = {{ month_start(as_of_date()) }}
),

opportunities as (
    select
        count(*) as open_count,
        coalesce(sum(amount), 0) as open_amount
    from {{ ref('fct_opportunities') }}
    where is_open
)

select
    waterfall.open_count,
    waterfall.open_amount,
    opportunities.open_count as expected_open_count,
    opportunities.open_amount as expected_open_amount
from waterfall
cross join opportunities
where
    waterfall.open_count <> opportunities.open_count
    or waterfall.open_amount <> opportunities.open_amount
