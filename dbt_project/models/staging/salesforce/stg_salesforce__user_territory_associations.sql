with raw as (
    {{ raw_rows('salesforce', 'user_territory2_association') }}
),

final as (
    select
        id as user_territory_association_id,
        user_id,
        territory2_id as territory_id,
        cast(is_active as boolean) as is_active,
        role_in_territory2 as role_in_territory,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'user_territory2_association') }}
    from raw
    -- the service lists memberships of roles here too
    where territory2_id like '0MI%'
)

select * from final
