-- Every day the reps, the teams and the territories each add up to the company, stage by stage, and
-- the company to the fact.
with daily as (
    select
        pipeline_date,
        stage_name,
        sum(open_count) as open_count,
        coalesce(sum(open_amount), 0) as open_amount
    from {{ ref('fct_pipeline_daily') }}
    group by pipeline_date, stage_name
),

sums as (
    select
        pipeline_date,
        stage_name,
        level_kind,
        sum(open_count) as open_count,
        coalesce(sum(open_amount), 0) as open_amount
    from {{ ref('mart_pipeline_by_day') }}
    group by pipeline_date, stage_name, level_kind
),

kinds as (
    select 'company' as level_kind
    union all
    select 'rep' as level_kind
    union all
    select 'team' as level_kind
    union all
    select 'territory' as level_kind
)

select
    daily.pipeline_date,
    daily.stage_name,
    kinds.level_kind,
    daily.open_count,
    sums.open_count as level_open_count
from daily
cross join kinds
left join sums
    on
        daily.pipeline_date = sums.pipeline_date
        and daily.stage_name = sums.stage_name
        and kinds.level_kind = sums.level_kind
where
    daily.open_count is distinct from sums.open_count
    or daily.open_amount is distinct from sums.open_amount
