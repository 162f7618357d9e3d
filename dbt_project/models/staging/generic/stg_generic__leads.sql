with raw as (
    {{ raw_rows('generic', 'leads') }}
),

final as (
    select
        lead_id,
        company_name,
        contact_name,
        email,
        phone,
        lead_source,
        lead_status,
        rating,
        owner_id,
        industry,
        city,
        state,
        country,
        campaign_id,
        cast(created_at as timestamp) as created_at,
        cast(is_converted as boolean) as is_converted,
        cast(converted_date as date) as converted_date,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,
        cast(is_deleted as boolean) as is_deleted,
        merged_into_id,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'leads') }}
    from raw
)

select * from final
