with raw as (
    {{ raw_rows('salesforce', 'record_type') }}
),

final as (
    select
        id as record_type_id,
        name as record_type_name,
        sobject_type,
        cast(is_active as boolean) as is_active,
        cast(is_deleted as boolean) as is_deleted,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'record_type') }}
    from raw
)

select * from final
