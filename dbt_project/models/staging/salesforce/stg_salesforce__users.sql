with raw as (
    {{ raw_rows('salesforce', 'user') }}
),

final as (
    select
        id as user_id,
        -- the Data Export Service leaves out what it can put together
        coalesce(name, nullif(trim(concat_ws(' ', first_name, last_name)), '')) as user_name,
        email,
        title,
        department,
        division,
        manager_id,
        user_role_id,
        cast(is_active as boolean) as is_active,
        user_type,
        time_zone_sid_key as time_zone,
        city,
        state,
        country,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'user') }}
    from raw
)

select * from final
