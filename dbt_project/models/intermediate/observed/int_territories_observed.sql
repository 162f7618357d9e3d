with planning as (
    select
        target_source_system as source_system,
        source_instance,
        feed,
        territory_id,
        territory_name,
        parent_territory_id,
        latitude,
        longitude,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_planning__territories') }}
),

maven_offices as (
    select distinct
        source_system,
        source_instance,
        feed,
        territory_id,
        export_as_of
    from {{ ref('stg_maven__sales_teams') }}
    where territory_id is not null
),

maven as (
    -- a regional office is a territory, unless the planning sheet describes it
    select
        source_system,
        source_instance,
        feed,
        territory_id,
        territory_id as territory_name,
        cast(null as string) as parent_territory_id,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        territory_id as row_hash
    from maven_offices
    where
        not exists (
            select 1
            from planning
            where
                maven_offices.source_system = planning.source_system
                and maven_offices.source_instance = planning.source_instance
                and maven_offices.territory_id = planning.territory_id
        )
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        territory_id,
        territory_name,
        parent_territory_id,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__territories') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        territory_id,
        coalesce(territory_name, territory_id) as territory_name,
        parent_territory_id,
        latitude,
        longitude,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__territories') }}
),

final as (
    select * from planning
    union all
    select * from maven
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
