-- The activities that this build does again: those whose own rows changed, and those for which
-- something changed that they look up. A build from raw does all of them.
{% set plan = night_plan() %}

with activities as (
    select * from {{ ref('hist_activities') }}
),

parties as (
    select * from {{ ref('int_parties_changed') }}
    where is_changed
),

leads as (
    select
        leads.source_system,
        leads.source_instance,
        leads.lead_id,
        leads.converted_contact_id
    from {{ ref('hist_leads') }} as leads
    where {{ only_changed_records('leads', 'lead_id', ref('int_leads_touched')) }}
),

targets as (
    {% for kind, column in [
        ('rep', 'owner_id'),
        ('account', 'account_id'),
        ('account', 'what_id'),
        ('merged_account', 'account_id'),
        ('merged_account', 'what_id'),
        ('merged_opportunity', 'what_id'),
        ('merged_lead', 'who_id'),
    ] %}
        select
            '{{ column }}' as column_name,
            source_system,
            source_instance,
            party_id as record_id
        from parties
        where party_kind = '{{ kind }}'
        union
    {% endfor %}
    select
        'what_id' as column_name,
        source_system,
        source_instance,
        opportunity_id as record_id
    from {{ ref('int_opportunities_changed') }}
    {% for column in ['lead_id', 'converted_contact_id'] %}
        union
        select
            'who_id' as column_name,
            source_system,
            source_instance,
            {{ column }} as record_id
        from leads
    {% endfor %}
),

records as (
    select
        source_system,
        source_instance,
        activity_id
    from activities
    where build_id = '{{ invocation_id }}' or {{ is_of_restarted_source() }}
    {% for column in ['owner_id', 'account_id', 'what_id', 'who_id'] %}
        union
        select
            activities.source_system,
            activities.source_instance,
            activities.activity_id
        from activities
        inner join targets
            on
                activities.source_system = targets.source_system
                and activities.source_instance = targets.source_instance
                and activities.{{ column }} = targets.record_id
                and targets.column_name = '{{ column }}'
    {% endfor %}
    {% if plan['is_continued'] %}
        union
        select
            source_system,
            source_instance,
            activity_id
        from {{ last_night('core', 'fct_activities') }}
        where {{ is_of_restarted_source() }}
    {% endif %}
),

final as (
    select
        {{ surrogate_key(['source_system', 'source_instance', 'activity_id']) }} as activity_key,
        source_system,
        source_instance,
        activity_id
    from records
)

select * from final
