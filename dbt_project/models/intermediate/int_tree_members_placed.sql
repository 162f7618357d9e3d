-- Where each member hung in its tree: its parent and how deep, root = 1.
with ancestors as (
    select * from {{ ref('int_tree_ancestors_walked') }}
),

final as (
    select
        tree_kind,
        source_system,
        source_instance,
        member_key,
        valid_from,
        valid_to,
        max(case when depth = 1 then ancestor_key end) as parent_key,
        cast(max(depth) + 1 as integer) as tree_level,
        is_in_circle
    from ancestors
    group by
        tree_kind,
        source_system,
        source_instance,
        member_key,
        valid_from,
        valid_to,
        is_in_circle
)

select * from final
