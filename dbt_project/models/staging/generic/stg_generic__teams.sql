with raw as (
    {{ raw_rows('generic', 'teams') }}
),

final as (
    select
        team_id,
        team_name,
        parent_team_id,
        manager_name,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'teams') }}
    from raw
)

select * from final
