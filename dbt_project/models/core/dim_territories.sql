with territories as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'territory_id']) }}
            as territory_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_territories') }}
),

parents as (
    select * from territories
    where is_current
),

levels as (
    select * from {{ ref('int_territories_levelled') }}
),

members as (
    select 'unknown' as member
    union all
    select 'unassigned' as member
),

final as (
    select
        {{ surrogate_key(['territories.territory_key', 'territories.version_from']) }}
            as territory_version_key,
        territories.territory_key,
        territories.source_system,
        territories.source_instance,
        territories.territory_id,
        territories.territory_name,
        case
            when territories.parent_territory_id is null then 'not_applicable'
            else coalesce(parents.territory_key, 'unknown')
        end as parent_territory_key,
        parents.territory_name as parent_territory_name,
        cast(coalesce(levels.territory_level, 1) as integer) as territory_level,
        cast(territories.latitude as double) as latitude,
        cast(territories.longitude as double) as longitude,
        territories.is_deleted,
        territories.version_from as valid_from,
        territories.valid_to,
        territories.is_current,
        territories.version_number = 1 as is_backfilled
    from territories
    left join parents
        on
            territories.source_system = parents.source_system
            and territories.source_instance = parents.source_instance
            and territories.parent_territory_id = parents.territory_id
    left join levels
        on
            territories.source_system = levels.source_system
            and territories.source_instance = levels.source_instance
            and territories.territory_id = levels.territory_id

    union all

    select
        member as territory_version_key,
        member as territory_key,
        member as source_system,
        member as source_instance,
        member as territory_id,
        member as territory_name,
        'not_applicable' as parent_territory_key,
        null as parent_territory_name,
        1 as territory_level,
        null as latitude,
        null as longitude,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
    from members
)

select * from final
