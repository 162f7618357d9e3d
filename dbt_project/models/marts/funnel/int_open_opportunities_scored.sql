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

source_rates as (
    select
        source_system,
        count(*) as closed_count,
        count(*) filter (where is_won) as won_count
    from {{ ref('fct_opportunities') }}
    where is_win_rate_eligible
    group by source_system
    having count(*) >= {{ var('win_chance_peers') }}
),

aged as (
    select
        opportunities.*,
        current_visits.days_in_stage,
        {{ datediff_days(as_of_date(), 'opportunities.created_date') }} as age_days
    from opportunities
    left join current_visits
        on opportunities.opportunity_key = current_visits.opportunity_key
),

-- the chances of its like, the closest first
compared as (
    select
        aged.opportunity_key,
        chances.basis,
        chances.win_probability,
        chances.peer_count
    from aged
    inner join {{ ref('int_win_chances_estimated') }} as chances
        on
            aged.source_system = chances.source_system
            and aged.pipeline_name = chances.pipeline_name
            and chances.stage_name in (aged.stage_name, 'all')
            and chances.days_from
            <= case chances.stage_name when 'all' then aged.age_days else aged.days_in_stage end
            and chances.days_to
            > case chances.stage_name when 'all' then aged.age_days else aged.days_in_stage end
    qualify
        row_number() over (
            partition by aged.opportunity_key
            order by
                case chances.basis
                    when 'older_than_any_won' then 1
                    when 'quarter_day' then 2
                    when 'stage_age' then 3
                    else 4
                end asc nulls last
        ) = 1
),

estimated as (
    select
        aged.*,
        coalesce(outcomes.closed_count, 0) as stage_closed_count,
        coalesce(outcomes.won_count, 0) as stage_won_count,
        coalesce(outcomes.won_stay_count, 0) as stage_won_stay_count,
        coalesce(outcomes.stuck_limit_days, stages.rot_days) as stuck_limit_days,
        coalesce(
            compared.basis,
            case
                when source_rates.closed_count > 0 then 'source_rate'
                when stages.default_probability is not null then 'stage_default'
                else 'not_available'
            end
        ) as win_probability_basis,
        coalesce(
            compared.win_probability,
            round({{ rate('source_rates.won_count', 'source_rates.closed_count') }}, 6),
            cast(stages.default_probability as double)
        ) as win_probability,
        coalesce(compared.peer_count, source_rates.closed_count) as win_probability_peer_count,
        greatest(
            1, coalesce(outcomes.median_days_to_won, won_cycles.median_cycle_days, 90)
        ) as expected_days_to_close
    from aged
    left join stages
        on aged.stage_key = stages.stage_key
    left join compared
        on aged.opportunity_key = compared.opportunity_key
    left join source_rates
        on aged.source_system = source_rates.source_system
    left join outcomes
        on
            aged.source_system = outcomes.source_system
            and aged.pipeline_name = outcomes.pipeline_name
            and aged.stage_name = outcomes.stage_name
    left join won_cycles
        on
            aged.source_system = won_cycles.source_system
            and aged.pipeline_name = won_cycles.pipeline_name
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
