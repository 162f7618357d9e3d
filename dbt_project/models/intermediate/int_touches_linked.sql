-- Marketing touches as they stand now, with the lead, account and opportunity they were for. A
-- touch of a contact is one of the lead that became the contact, and a lead's touch is one of the
-- opportunity that the lead was converted into; merged records are replaced by their survivors.
with touches as (
    select * from {{ ref('hist_touches') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

leads as (
    select * from {{ ref('int_leads_resolved') }}
),

contact_leads as (
    select * from leads
    where converted_contact_id is not null
    qualify
        row_number() over (
            partition by source_system, source_instance, converted_contact_id
            order by lead_created_at asc nulls last, lead_id asc nulls last
        ) = 1
),

survivors as (
    select
        touches.*,
        coalesce(merged_leads.survivor_id, touches.lead_id) as survivor_lead_id,
        coalesce(merged_contacts.survivor_id, touches.contact_id) as survivor_contact_id,
        coalesce(merged_opportunities.survivor_id, touches.opportunity_id)
            as survivor_opportunity_id
    from touches
    {% for kind in ['lead', 'contact', 'opportunity'] -%}
        {%- set alias = {'opportunity': 'opportunities'}.get(kind, kind ~ 's') %}
        left join merged as merged_{{ alias }}
            on
                merged_{{ alias }}.record_kind = '{{ kind }}'
                and touches.source_system = merged_{{ alias }}.source_system
                and touches.source_instance = merged_{{ alias }}.source_instance
                and touches.{{ kind }}_id = merged_{{ alias }}.record_id
    {% endfor %}
),

final as (
    select
        survivors.*,
        coalesce(
            leads.lead_key,
            contact_leads.lead_key,
            case when survivors.lead_id is null then 'not_applicable' else 'unknown' end
        ) as lead_key,
        coalesce(
            survivors.survivor_opportunity_id,
            leads.survivor_opportunity_id,
            contact_leads.survivor_opportunity_id
        ) as about_opportunity_id,
        contacts.account_id as contact_account_id,
        coalesce(
            nullif(leads.converted_account_key, 'not_applicable'),
            contact_leads.converted_account_key
        ) as converted_account_key
    from survivors
    left join leads
        on
            survivors.source_system = leads.source_system
            and survivors.source_instance = leads.source_instance
            and survivors.survivor_lead_id = leads.lead_id
    left join contact_leads
        on
            survivors.source_system = contact_leads.source_system
            and survivors.source_instance = contact_leads.source_instance
            and survivors.survivor_contact_id = contact_leads.converted_contact_id
    left join {{ ref('hist_contacts') }} as contacts
        on
            survivors.source_system = contacts.source_system
            and survivors.source_instance = contacts.source_instance
            and survivors.survivor_contact_id = contacts.contact_id
            and contacts.is_current
)

select * from final
