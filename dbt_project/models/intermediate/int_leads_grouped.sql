-- Every lead ever delivered as it stands now, with the lead that survived its merges: what one of a
-- group became, and on which day, it became for the person that all of them are.
with leads as (
    select * from {{ ref('hist_leads') }}
    where is_current
),

first_exports as (
    select
        source_system,
        source_instance,
        lead_id,
        min(valid_from) as first_export_date
    from {{ ref('hist_leads') }}
    group by source_system, source_instance, lead_id
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

resolved as (
    select
        leads.*,
        coalesce(merged_leads.survivor_id, leads.lead_id) as survivor_lead_id,
        coalesce(merged_contacts.survivor_id, leads.converted_contact_id) as survivor_contact_id,
        coalesce(merged_accounts.survivor_id, leads.converted_account_id) as survivor_account_id,
        coalesce(merged_opportunities.survivor_id, leads.converted_opportunity_id)
            as survivor_opportunity_id,
        {{ local_date('leads.lead_created_at') }} as lead_created_date,
        least(first_exports.first_export_date, leads.converted_date) as first_known_date
    from leads
    inner join first_exports
        on
            leads.source_system = first_exports.source_system
            and leads.source_instance = first_exports.source_instance
            and leads.lead_id = first_exports.lead_id
    {% for kind, alias, id in [
        ('lead', 'leads', 'lead_id'),
        ('contact', 'contacts', 'converted_contact_id'),
        ('account', 'accounts', 'converted_account_id'),
        ('opportunity', 'opportunities', 'converted_opportunity_id'),
    ] %}
        left join merged as merged_{{ alias }}
            on
                merged_{{ alias }}.record_kind = '{{ kind }}'
                and leads.source_system = merged_{{ alias }}.source_system
                and leads.source_instance = merged_{{ alias }}.source_instance
                and leads.{{ id }} = merged_{{ alias }}.record_id
    {% endfor %}
),

grouped as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'survivor_lead_id']) }} as lead_key,
        lead_id <> survivor_lead_id as is_merged,
        min(lead_created_date) over survivor as group_created_date,
        count(*) over survivor as group_size
    from resolved
    window survivor as (partition by source_system, source_instance, survivor_lead_id)
),

final as (
    select
        grouped.*,
        case
            when grouped.is_converted and grouped.converted_date is not null
                then
                    greatest(
                        grouped.converted_date,
                        grouped.lead_created_date,
                        grouped.group_created_date
                    )
        end as clamped_converted_date,
        coalesce(
            grouped.converted_date
            < coalesce(grouped.lead_created_date, grouped.group_created_date),
            false
        ) as is_conversion_clamped,
        accounts.account_key as converted_account_key
    from grouped
    left join accounts
        on
            grouped.source_system = accounts.source_system
            and grouped.source_instance = accounts.source_instance
            and grouped.survivor_account_id = accounts.account_id
)

select * from final
