with raw as (
    {{ raw_rows('salesforce', 'territory2') }}
),

final as (
    select
        id as territory_id,
        name as territory_name,
        developer_name,
        territory2_type_id as territory_type_id,
        territory2_model_id as territory_model_id,
        parent_territory2_id as parent_territory_id,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'territory2') }}
    from raw
    -- the service lists roles here too
    where id like '0MI%'
)

select * from final
