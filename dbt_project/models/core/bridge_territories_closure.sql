-- Territories in a circle stand below nothing: see dim_territories.is_in_circle.
with closure as (
    select * from {{ ref('int_tree_closures_joined') }}
    where tree_kind = 'territory'
),

members as (
    select 'unknown' as member
    union all
    select 'unassigned' as member
),

final as (
    select
        ancestor_key as ancestor_territory_key,
        descendant_key as descendant_territory_key,
        depth,
        valid_from,
        valid_to,
        valid_to = date '9999-12-31' as is_current
    from closure

    union all

    select
        member as ancestor_territory_key,
        member as descendant_territory_key,
        0 as depth,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current
    from members
)

select * from final
