-- The lead that an activity was for; one merged away is its survivor. A CRM moves a lead's
-- activities to its contact on conversion, so any exported version that names a lead counts; for
-- what was moved before the first export, the lead that became the contact does, if the activity
-- took place up to the day of conversion.
with versions as (
    select
        activities.*,
        coalesce(
            activities.completed_at, activities.started_at, activities.activity_created_at
        ) as happened_at
    from {{ ref('hist_activities') }} as activities
    where activities.who_id is not null
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'contact'
),

leads as (
    select * from {{ ref('int_leads_grouped') }}
),

contacts as (
    select distinct
        converted.source_system,
        converted.source_instance,
        converted.lead_id,
        coalesce(merged.survivor_id, converted.converted_contact_id) as contact_id
    from {{ ref('hist_leads') }} as converted
    left join merged
        on
            converted.source_system = merged.source_system
            and converted.source_instance = merged.source_instance
            and converted.converted_contact_id = merged.record_id
    where converted.converted_contact_id is not null
),

candidates as (
    select
        versions.source_system,
        versions.source_instance,
        versions.activity_id,
        leads.lead_key,
        1 as preference,
        leads.lead_created_at
    from versions
    inner join leads
        on
            versions.source_system = leads.source_system
            and versions.source_instance = leads.source_instance
            and versions.who_id = leads.lead_id
    where coalesce(versions.who_kind, 'lead') = 'lead'

    union all

    select
        versions.source_system,
        versions.source_instance,
        versions.activity_id,
        leads.lead_key,
        2 as preference,
        leads.lead_created_at
    from versions
    left join merged
        on
            versions.source_system = merged.source_system
            and versions.source_instance = merged.source_instance
            and versions.who_id = merged.record_id
    inner join contacts
        on
            versions.source_system = contacts.source_system
            and versions.source_instance = contacts.source_instance
            and coalesce(merged.survivor_id, versions.who_id) = contacts.contact_id
    inner join leads
        on
            contacts.source_system = leads.source_system
            and contacts.source_instance = leads.source_instance
            and contacts.lead_id = leads.lead_id
    where
        coalesce(versions.who_kind, 'contact') = 'contact'
        and {{ local_date('versions.happened_at') }} <= leads.clamped_converted_date
        and versions.activity_created_at >= leads.lead_created_at
),

final as (
    select
        source_system,
        source_instance,
        activity_id,
        lead_key
    from candidates
    qualify
        row_number() over (
            partition by source_system, source_instance, activity_id
            order by
                preference asc nulls last,
                lead_created_at asc nulls last,
                lead_key asc nulls last
        ) = 1
)

select * from final
