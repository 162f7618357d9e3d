{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where is_open and not is_deleted
),

stages as (
    select * from {{ ref('dim_stages') }}
),

current_visits as (
    select
        opportunity_key,
        {{ datediff_days(as_of_date(), 'entered_date') }} as days_in_stage
    from {{ ref('fct_stage_visits') }}
    where is_open
    qualify
        row_number() over (partition by opportunity_key order by visit_number desc nulls last) = 1
),

outcomes as (
    select * from {{ ref('int_stage_outcomes_measured') }}
),

won_cycles as (
    select
        source_system,
        pipeline_name,
        median(cycle_days) as median_cycle_days
    from {{ ref('fct_opportunities') }}
    where is_won and not is_deleted
    group by source_system, pipeline_name
),

estimated as (
    select
        opportunities.*,
        current_visits.days_in_stage,
        coalesce(outcomes.closed_count, 0) as stage_closed_count,
        coalesce(outcomes.won_count, 0) as stage_won_count,
        coalesce(outcomes.won_stay_count, 0) as stage_won_stay_count,
        coalesce(outcomes.stuck_limit_days, stages.rot_days) as stuck_limit_days,
        -- Below twenty closed deals a share says little: the stage's default stands in.
        case
            when outcomes.closed_count >= 20 then 'historic_stage_rate'
            when stages.default_probability is not null then 'stage_default'
            else 'not_available'
        end as win_probability_basis,
        case
            when outcomes.closed_count >= 20
                then {{ rate('outcomes.won_count', 'outcomes.closed_count') }}
            else cast(stages.default_probability as double)
        end as win_probability,
        greatest(
            1, coalesce(outcomes.median_days_to_won, won_cycles.median_cycle_days, 90)
        ) as expected_days_to_close
    from opportunities
    left join stages
        on opportunities.stage_key = stages.stage_key
    left join current_visits
        on opportunities.opportunity_key = current_visits.opportunity_key
    left join outcomes
        on
            opportunities.source_system = outcomes.source_system
            and opportunities.pipeline_name = outcomes.pipeline_name
            and opportunities.stage_name = outcomes.stage_name
    left join won_cycles
        on
            opportunities.source_system = won_cycles.source_system
            and opportunities.pipeline_name = won_cycles.pipeline_name
),

final as (
    select
        *,
        cast(round(cast(amount as double) * win_probability, 2) as decimal(18, 2))
            as expected_amount,
        cast(amount as double) * win_probability / expected_days_to_close as priority_score,
        coalesce(days_in_stage > stuck_limit_days, false) as is_stuck,
        coalesce(expected_close_date < {{ as_of_date() }}, false) as is_overdue
    from estimated
)

select * from final
