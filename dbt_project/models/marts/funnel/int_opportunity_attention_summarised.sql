{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- For each open opportunity: its last and next activity, those with the leads that became it
-- included, and whether its source tells about activities and next steps at all. Where it does not,
-- silence means nothing.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

activities as (
    select
        activities.source_system,
        activities.source_instance,
        activities.activity_date,
        activities.is_completed,
        case
            when activities.opportunity_key = 'not_applicable' then leads.opportunity_key
            else activities.opportunity_key
        end as opportunity_key
    from {{ ref('fct_activities') }} as activities
    left join leads on activities.lead_key = leads.lead_key
    where not activities.is_deleted
),

activity_dates as (
    select
        opportunity_key,
        max(activity_date) filter (where is_completed and activity_date <= {{ as_of_date() }})
            as last_activity_date,
        min(activity_date) filter (where activity_date > {{ as_of_date() }} and not is_completed)
            as next_activity_date
    from activities
    group by opportunity_key
),

sources_with_activities as (
    select distinct
        source_system,
        source_instance
    from activities
),

sources_with_next_steps as (
    select distinct
        source_system,
        source_instance
    from opportunities
    where has_next_step
),

final as (
    select
        opportunities.opportunity_key,
        activity_dates.last_activity_date,
        activity_dates.next_activity_date,
        sources_with_activities.source_system is not null as has_activity_feed,
        sources_with_next_steps.source_system is not null
        and not coalesce(opportunities.has_next_step, false)
        and activity_dates.next_activity_date is null as is_next_step_missing
    from opportunities
    left join activity_dates
        on opportunities.opportunity_key = activity_dates.opportunity_key
    left join sources_with_activities
        on
            opportunities.source_system = sources_with_activities.source_system
            and opportunities.source_instance = sources_with_activities.source_instance
    left join sources_with_next_steps
        on
            opportunities.source_system = sources_with_next_steps.source_system
            and opportunities.source_instance = sources_with_next_steps.source_instance
    where opportunities.is_open and not opportunities.is_deleted
)

select * from final
