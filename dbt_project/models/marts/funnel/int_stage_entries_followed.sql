{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- One row per opportunity and open stage it ever entered on a known date: the first entry, and how
-- many days later it first advanced, was won, was lost. From an inferred one no days are counted.
with visits as (
    select * from {{ ref('fct_stage_visits') }}
    where entered_date is not null and entered_date <= {{ as_of_date() }}
),

stages as (
    select
        stage_key,
        is_open,
        is_won,
        is_lost
    from {{ ref('dim_stages') }}
),

opportunities as (
    select
        opportunity_key,
        pipeline_name
    from {{ ref('fct_opportunities') }}
    where not is_deleted
),

outcomes as (
    select
        visits.*,
        opportunities.pipeline_name,
        stages.is_open as is_open_stage,
        stages.is_won as is_won_stage,
        stages.is_lost as is_lost_stage
    from visits
    inner join opportunities
        on visits.opportunity_key = opportunities.opportunity_key
    inner join stages
        on visits.stage_key = stages.stage_key
),

first_entries as (
    select * from outcomes
    where is_open_stage and stage_order > 0
    qualify
        row_number() over (
            partition by opportunity_key, stage_name order by visit_number asc nulls last
        ) = 1
),

followed as (
    select
        first_entries.opportunity_key,
        first_entries.stage_name,
        min(outcomes.entered_date) filter (
            where outcomes.is_won_stage
            or (outcomes.is_open_stage and outcomes.stage_order > first_entries.stage_order)
        ) as advanced_date,
        min(outcomes.entered_date) filter (where outcomes.is_won_stage) as won_date,
        min(outcomes.entered_date) filter (where outcomes.is_lost_stage) as lost_date
    from first_entries
    inner join outcomes
        on
            first_entries.opportunity_key = outcomes.opportunity_key
            and first_entries.visit_number < outcomes.visit_number
    group by first_entries.opportunity_key, first_entries.stage_name
),

final as (
    select
        first_entries.opportunity_key,
        first_entries.source_system,
        first_entries.pipeline_name,
        first_entries.stage_name,
        first_entries.stage_order,
        first_entries.entered_date,
        first_entries.is_inferred,
        {{ month_start('first_entries.entered_date') }} as month_start_date,
        case
            when not first_entries.is_inferred
                then {{ datediff_days(as_of_date(), 'first_entries.entered_date') }}
        end as age_days,
        {{ datediff_days('followed.advanced_date', 'first_entries.entered_date') }}
            as days_to_advance,
        {{ datediff_days('followed.won_date', 'first_entries.entered_date') }} as days_to_won,
        {{ datediff_days('followed.lost_date', 'first_entries.entered_date') }} as days_to_lost
    from first_entries
    left join followed
        on
            first_entries.opportunity_key = followed.opportunity_key
            and first_entries.stage_name = followed.stage_name
            and not first_entries.is_inferred
)

select * from final
