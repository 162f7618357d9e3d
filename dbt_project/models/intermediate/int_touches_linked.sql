-- Marketing touches as they stand now, with the lead, account and opportunity they were for. A
-- touch of a contact is one of the lead that became the contact, and a lead's touch is one of the
-- opportunity that the lead was converted into; merged records are replaced by their survivors, and
-- a surviving contact without an account has that of the latest merged into it.
with touches as (
    select * from {{ ref('hist_touches') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

members as (
    select * from {{ ref('int_leads_grouped') }}
),

contact_leads as (
    select * from members
    where survivor_contact_id is not null
    qualify
        row_number() over (
            partition by source_system, source_instance, survivor_contact_id
            order by lead_created_at asc nulls last, lead_id asc nulls last
        ) = 1
),

contacts as (
    select
        contacts.source_system,
        contacts.source_instance,
        coalesce(merged_contacts.survivor_id, contacts.contact_id) as contact_id,
        coalesce(merged_accounts.survivor_id, contacts.account_id) as account_id
    from {{ ref('hist_contacts') }} as contacts
    {% for kind in ['contact', 'account'] %}
        left join merged as merged_{{ kind }}s
            on
                merged_{{ kind }}s.record_kind = '{{ kind }}'
                and contacts.source_system = merged_{{ kind }}s.source_system
                and contacts.source_instance = merged_{{ kind }}s.source_instance
                and contacts.{{ kind }}_id = merged_{{ kind }}s.record_id
    {% endfor %}
    where contacts.is_current and contacts.account_id is not null
    qualify
        row_number() over (
            partition by
                contacts.source_system,
                contacts.source_instance,
                coalesce(merged_contacts.survivor_id, contacts.contact_id)
            order by
                merged_contacts.record_id is not null asc,
                contacts.valid_from desc nulls last,
                contacts.contact_id asc nulls last
        ) = 1
),

survivors as (
    select
        touches.*,
        coalesce(merged_contacts.survivor_id, touches.contact_id) as survivor_contact_id,
        coalesce(merged_opportunities.survivor_id, touches.opportunity_id)
            as survivor_opportunity_id
    from touches
    {% for kind, alias in [('contact', 'contacts'), ('opportunity', 'opportunities')] %}
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
    left join members
        on
            survivors.source_system = members.source_system
            and survivors.source_instance = members.source_instance
            and survivors.lead_id = members.lead_id
    left join {{ ref('int_leads_resolved') }} as leads on members.lead_key = leads.lead_key
    left join contact_leads
        on
            survivors.source_system = contact_leads.source_system
            and survivors.source_instance = contact_leads.source_instance
            and survivors.survivor_contact_id = contact_leads.survivor_contact_id
    left join contacts
        on
            survivors.source_system = contacts.source_system
            and survivors.source_instance = contacts.source_instance
            and survivors.survivor_contact_id = contacts.contact_id
)

select * from final
