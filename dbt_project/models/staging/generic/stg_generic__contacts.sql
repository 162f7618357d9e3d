with raw as (
    {{ raw_rows('generic', 'contacts') }}
),

final as (
    select
        contact_id,
        account_id,
        contact_name,
        email,
        phone,
        title,
        owner_id,
        lead_source,
        cast(created_at as timestamp) as created_at,
        cast(is_deleted as boolean) as is_deleted,
        merged_into_id,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'contacts') }}
    from raw
)

select * from final
