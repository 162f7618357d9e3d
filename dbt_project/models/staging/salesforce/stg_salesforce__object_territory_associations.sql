with raw as (
    {{ raw_rows('salesforce', 'object_territory2_association') }}
),

final as (
    select
        id as object_territory_association_id,
        object_id,
        sobject_type as object_type,
        territory2_id as territory_id,
        association_cause,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'object_territory2_association') }}
    from raw
)

select * from final
