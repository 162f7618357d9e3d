-- Every clock that a service promise sets going: from when, until when, by whose wall clock (the
-- first owner's, as of the start) and with how many working minutes allowed.
{% set case_minutes = var('case_sla_minutes') %}

with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

responses as (
    select * from {{ ref('int_lead_responses_matched') }}
),

cases as (
    select * from {{ ref('int_case_responses_matched') }}
),

clocks as (
    select
        'lead_response' as clock_kind,
        leads.lead_key as record_key,
        'lead' as record_kind,
        leads.source_system,
        leads.source_instance,
        leads.lead_id as record_id,
        leads.lead_created_at as started_at,
        responses.first_response_at as stopped_at,
        {{ var('sla_minutes', 60) }} as allowed_minutes
    from leads
    inner join responses on leads.lead_key = responses.lead_key
    {% for step, stopped_at in [('response', 'first_response_at'), ('resolution', 'closed_at')] %}

        union all

        select
            'case_{{ step }}' as clock_kind,
            case_key as record_key,
            'case' as record_kind,
            source_system,
            source_instance,
            case_id as record_id,
            opened_at as started_at,
            {{ stopped_at }} as stopped_at,
            case lower(trim(priority))
                {% for priority, minutes in case_minutes.items() if priority != 'default' %}
                    when '{{ priority }}' then {{ minutes[step] }}
                {% endfor %}
                else {{ case_minutes['default'][step] }}
            end as allowed_minutes
        from cases
    {% endfor %}
),

final as (
    select
        clocks.clock_kind,
        clocks.record_key,
        clocks.started_at,
        clocks.stopped_at,
        clocks.allowed_minutes,
        coalesce(zones.zone_name, '{{ setting("time_zone") }}') as zone_name
    from clocks
    left join {{ ref('int_first_owners_dated') }} as owners
        on
            clocks.record_kind = owners.record_kind
            and clocks.source_system = owners.source_system
            and clocks.source_instance = owners.source_instance
            and clocks.record_id = owners.record_id
    left join {{ ref('int_rep_time_zones_resolved') }} as zones
        on
            owners.first_owner_rep_key = zones.rep_key
            and {{ local_date('clocks.started_at') }} >= zones.valid_from
            and {{ local_date('clocks.started_at') }} < zones.valid_to
)

select * from final
