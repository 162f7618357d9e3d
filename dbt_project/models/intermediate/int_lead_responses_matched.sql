-- The first answer of a person to each lead: the earliest completed outbound call, e-mail, meeting
-- or visit at or after the lead's creation. A source that delivers no activities at all cannot be
-- measured: is_measurable is false there.
with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

activities as (
    select * from {{ ref('int_activities_linked') }}
),

measurable as (
    select distinct
        source_system,
        source_instance
    from activities
),

responses as (
    select
        leads.lead_key,
        min(activities.happened_at) as first_response_at
    from leads
    inner join activities on leads.lead_key = activities.lead_key
    where
        activities.is_human_outbound
        and activities.happened_at >= leads.lead_created_at
    group by leads.lead_key
),

final as (
    select
        leads.lead_key,
        leads.source_system,
        leads.source_instance,
        leads.lead_id,
        leads.lead_created_at,
        responses.first_response_at,
        measurable.source_system is not null as is_measurable
    from leads
    left join responses on leads.lead_key = responses.lead_key
    left join measurable
        on
            leads.source_system = measurable.source_system
            and leads.source_instance = measurable.source_instance
)

select * from final
