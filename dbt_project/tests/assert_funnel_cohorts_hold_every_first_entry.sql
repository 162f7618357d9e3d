-- The funnel of a cohort loses nobody and never widens: every first entry into an open stage is in
-- one cohort of each horizon, or beside it where it was inferred, and those won or lost within it
-- are among those of a longer one.
with entries as (
    select
        visits.opportunity_key,
        visits.stage_name,
        opportunities.pipeline_name,
        visits.entered_date,
        visits.is_inferred
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('fct_opportunities') }} as opportunities
        on visits.opportunity_key = opportunities.opportunity_key
    where
        not opportunities.is_deleted
        and visits.entered_date <= {{ as_of_date() }}
        and visits.stage_name not in ('won', 'lost', 'unmapped')
    qualify
        row_number() over (
            partition by visits.opportunity_key, visits.stage_name
            order by visits.visit_number asc nulls last
        ) = 1
),

entered as (
    select
        {{ month_start('entered_date') }} as month_start_date,
        pipeline_name,
        stage_name,
        count(*) filter (where not is_inferred) as entered_count,
        count(*) filter (where is_inferred) as inferred_count
    from entries
    group by {{ month_start('entered_date') }}, pipeline_name, stage_name
),

cohorts as (
    select
        *,
        lag(won_count) over by_horizon as shorter_won_count,
        lag(lost_count) over by_horizon as shorter_lost_count
    from {{ ref('mart_funnel_by_stage_cohort_month') }}
    window by_horizon as (
        partition by month_start_date, pipeline_name, stage_name
        order by horizon_days asc nulls last
    )
)

select
    coalesce(entered.month_start_date, cohorts.month_start_date) as month_start_date,
    coalesce(entered.stage_name, cohorts.stage_name) as stage_name,
    cohorts.horizon_days,
    entered.entered_count,
    cohorts.entered_count as cohort_entered_count
from entered
full outer join cohorts
    on
        entered.month_start_date = cohorts.month_start_date
        and entered.pipeline_name is not distinct from cohorts.pipeline_name
        and entered.stage_name = cohorts.stage_name
where
    entered.entered_count is distinct from cohorts.entered_count
    or entered.inferred_count is distinct from cohorts.inferred_count
    or cohorts.lost_count > cohorts.entered_count
    or cohorts.shorter_won_count > cohorts.won_count
    or cohorts.shorter_lost_count > cohorts.lost_count
