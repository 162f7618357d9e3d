with raw as (
    {{ raw_rows('salesforce', 'campaign_member') }}
),

final as (
    select
        id as campaign_member_id,
        cast(is_deleted as boolean) as is_deleted,
        campaign_id,
        lead_id,
        contact_id,
        status as member_status,
        cast(has_responded as boolean) as has_responded,
        cast(first_responded_date as date) as first_responded_date,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'campaign_member') }}
    from raw
)

select * from final
