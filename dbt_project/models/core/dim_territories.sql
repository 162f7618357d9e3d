-- Where a version's place in the tree changed while it held, that of its last day is shown; all of
-- them are in bridge_territories_closure.
with territories as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'territory_id']) }}
            as territory_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_territories') }}
),

places as (
    select * from {{ ref('int_tree_members_placed') }}
    where tree_kind = 'territory'
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
            when places.parent_key is not null then places.parent_key
            when territories.parent_territory_id is null or places.is_in_circle
                then 'not_applicable'
            else 'unknown'
        end as parent_territory_key,
        parents.territory_name as parent_territory_name,
        places.tree_level as territory_level,
        places.is_in_circle,
        cast(territories.latitude as double) as latitude,
        cast(territories.longitude as double) as longitude,
        territories.is_deleted,
        territories.version_from as valid_from,
        territories.valid_to,
        territories.is_current,
        territories.version_number = 1 as is_backfilled
    from territories
    inner join places
        on
            territories.territory_key = places.member_key
            and territories.valid_to > places.valid_from
            and territories.valid_to <= places.valid_to
    left join territories as parents
        on
            places.parent_key = parents.territory_key
            and territories.valid_to > parents.version_from
            and territories.valid_to <= parents.valid_to

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
        false as is_in_circle,
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
