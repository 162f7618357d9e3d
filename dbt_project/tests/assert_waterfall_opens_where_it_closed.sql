-- With all close dates in the window, a month opens with what the month before closed with, for the
-- company and for every rep, team and territory.
with waterfall as (
    select
        level_kind,
        level_key,
        case
            when bucket = 'closing' then {{ add_months('period_start_date', 1) }}
            else period_start_date
        end as boundary_date,
        case when bucket = 'closing' then -opportunity_count else opportunity_count end
            as opportunity_count,
        case when bucket = 'closing' then -coalesce(amount, 0) else coalesce(amount, 0) end
            as amount
    from {{ ref('mart_pipeline_waterfall') }}
    where window_kind = 'all' and bucket in ('opening', 'closing')
),

bounds as (
    select
        min(boundary_date) as first_date,
        max(boundary_date) as last_date
    from waterfall
)

select
    waterfall.level_kind,
    waterfall.level_key,
    waterfall.boundary_date
from waterfall
cross join bounds
where
    waterfall.boundary_date > bounds.first_date
    and waterfall.boundary_date < bounds.last_date
group by waterfall.level_kind, waterfall.level_key, waterfall.boundary_date
having
    sum(waterfall.amount) <> 0 or sum(waterfall.opportunity_count) <> 0
