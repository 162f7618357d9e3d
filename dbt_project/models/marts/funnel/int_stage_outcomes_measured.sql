{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What history says about each stage of a pipeline: how often deals that reached it were won, how
-- long won deals needed from there, how long they stayed.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where not is_deleted
),

-- an entry that was inferred tells neither that the stage was reached nor when
visits as (
    select * from {{ ref('fct_stage_visits') }}
    where not is_inferred
),

visitors as (
    select distinct
        opportunity_key,
        stage_name
    from visits
),

outcomes as (
    select
        opportunities.source_system,
        opportunities.pipeline_name,
        visitors.stage_name,
        count(*) as closed_count,
        count(*) filter (where opportunities.is_won) as won_count
    from visitors
    inner join opportunities
        on visitors.opportunity_key = opportunities.opportunity_key
    where
        (opportunities.is_won or opportunities.is_lost)
        and coalesce(opportunities.closed_date, {{ as_of_date() }}) <= {{ as_of_date() }}
    group by opportunities.source_system, opportunities.pipeline_name, visitors.stage_name
),

remaining as (
    select
        source_system,
        pipeline_name,
        stage_name,
        median(days_to_won) as median_days_to_won
    from {{ ref('int_stage_entries_followed') }}
    group by source_system, pipeline_name, stage_name
),

stays as (
    select
        opportunities.source_system,
        opportunities.pipeline_name,
        visits.stage_name,
        count(*) as won_stay_count,
        avg(visits.duration_days) as avg_won_stay_days,
        percentile_cont(0.75) within group (order by visits.duration_days) as p75_won_stay_days
    from visits
    inner join opportunities
        on visits.opportunity_key = opportunities.opportunity_key
    where opportunities.is_won and visits.duration_days is not null
    group by opportunities.source_system, opportunities.pipeline_name, visits.stage_name
),

final as (
    select
        outcomes.source_system,
        outcomes.pipeline_name,
        outcomes.stage_name,
        outcomes.closed_count,
        outcomes.won_count,
        remaining.median_days_to_won,
        coalesce(stays.won_stay_count, 0) as won_stay_count,
        case
            when stays.won_stay_count > 0
                then greatest(stays.p75_won_stay_days, stays.avg_won_stay_days + 14)
        end as stuck_limit_days
    from outcomes
    left join remaining
        on
            outcomes.source_system = remaining.source_system
            and outcomes.pipeline_name = remaining.pipeline_name
            and outcomes.stage_name = remaining.stage_name
    left join stays
        on
            outcomes.source_system = stays.source_system
            and outcomes.pipeline_name = stays.pipeline_name
            and outcomes.stage_name = stays.stage_name
)

select * from final
