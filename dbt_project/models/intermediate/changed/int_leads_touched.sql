-- Leads of which something changed but their activities: their own rows, what they look up, the
-- opportunities and touches they led to. A build from raw does all of them.
{% set plan = night_plan() %}

with leads as (
    select * from {{ ref('hist_leads') }}
),

parties as (
    select * from {{ ref('int_parties_changed') }}
    where is_changed
),

final as (
    select
        source_system,
        source_instance,
        lead_id
    from leads
    where build_id = '{{ invocation_id }}' or {{ is_of_restarted_source() }}
    {% for kind, column, party_column in [
        ('rep', 'owner_id', 'party_id'),
        ('account', 'converted_account_id', 'party_id'),
        ('merged_account', 'converted_account_id', 'party_id'),
        ('merged_opportunity', 'converted_opportunity_id', 'party_id'),
        ('merged_lead', 'lead_id', 'party_id'),
        ('merged_lead', 'lead_id', 'digest'),
        ('merged_lead', 'lead_id', 'previous_digest'),
        ('merged_contact', 'converted_contact_id', 'party_id'),
        ('merged_contact', 'converted_contact_id', 'digest'),
        ('merged_contact', 'converted_contact_id', 'previous_digest'),
    ] %}

        union

        select
            leads.source_system,
            leads.source_instance,
            leads.lead_id
        from leads
        inner join parties
            on
                leads.source_system = parties.source_system
                and leads.source_instance = parties.source_instance
                and leads.{{ column }} = parties.{{ party_column }}
                and parties.party_kind = '{{ kind }}'
    {% endfor %}

    union

    select
        leads.source_system,
        leads.source_instance,
        leads.lead_id
    from leads
    inner join {{ ref('int_opportunities_changed') }} as opportunities
        on
            leads.source_system = opportunities.source_system
            and leads.source_instance = opportunities.source_instance
            and leads.converted_opportunity_id = opportunities.opportunity_id

    union

    select
        source_system,
        source_instance,
        lead_id
    from {{ ref('hist_touches') }}
    where build_id = '{{ invocation_id }}' and lead_id is not null

    union

    select
        leads.source_system,
        leads.source_instance,
        leads.lead_id
    from leads
    inner join {{ ref('hist_touches') }} as touches
        on
            leads.source_system = touches.source_system
            and leads.source_instance = touches.source_instance
            and leads.converted_contact_id = touches.contact_id
            and touches.build_id = '{{ invocation_id }}'

    union

    select
        source_system,
        source_instance,
        lead_id
    from leads
    where
        exists (
            select 1 from parties
            where
                parties.party_kind = 'calendar'
                or (
                    parties.party_kind = 'activities'
                    and leads.source_system = parties.source_system
                    and leads.source_instance = parties.source_instance
                )
        )
    {% if plan['is_continued'] %}
        union

        select
            source_system,
            source_instance,
            lead_id
        from {{ last_night('core', 'fct_leads') }}
        -- time alone breaks the promise to a lead that nobody has answered
        where {{ is_of_restarted_source() }} or (is_untouched and not is_sla_breached)
    {% endif %}
)

select * from final
