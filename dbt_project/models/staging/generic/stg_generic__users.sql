with raw as (
    {{ raw_rows('generic', 'users') }}
),

final as (
    select
        user_id,
        user_name,
        team_id,
        manager_id,
        role_name,
        region_name,
        title,
        time_zone,
        cast(is_active as boolean) as is_active,
        cast(hired_date as date) as hired_date,
        cast(left_date as date) as left_date,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'users') }}
    from raw
)

select * from final
