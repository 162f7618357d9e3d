-- How deep each territory hangs in today's tree, root = 1. A parent that is missing, or a circle,
-- makes the territory a root.
with recursive territories as (
    select
        source_system,
        source_instance,
        territory_id,
        parent_territory_id
    from {{ ref('hist_territories') }}
    where is_current
),

tree as (
    select
        territories.source_system,
        territories.source_instance,
        territories.territory_id,
        1 as territory_level
    from territories
    left join territories as parents
        on
            territories.source_system = parents.source_system
            and territories.source_instance = parents.source_instance
            and territories.parent_territory_id = parents.territory_id
    where parents.territory_id is null

    union all

    select
        territories.source_system,
        territories.source_instance,
        territories.territory_id,
        tree.territory_level + 1 as territory_level
    from tree
    inner join territories
        on
            tree.source_system = territories.source_system
            and tree.source_instance = territories.source_instance
            and tree.territory_id = territories.parent_territory_id
    where tree.territory_level < 20
),

final as (
    select
        territories.source_system,
        territories.source_instance,
        territories.territory_id,
        coalesce(max(tree.territory_level), 1) as territory_level
    from territories
    left join tree
        on
            territories.source_system = tree.source_system
            and territories.source_instance = tree.source_instance
            and territories.territory_id = tree.territory_id
    group by territories.source_system, territories.source_instance, territories.territory_id
)

select * from final
