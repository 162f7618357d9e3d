with raw as (
    {{ raw_rows('salesforce', 'user_role') }}
),

final as (
    select
        id as user_role_id,
        name as user_role_name,
        parent_role_id as parent_user_role_id,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'user_role') }}
    from raw
)

select * from final
