-- From every member up to its root, slice by slice, however deep. A path never enters a member
-- twice, so a circle ends; its members are roots: the way up stops at the first of them.
with recursive parents as (
    select * from {{ ref('int_tree_parents_sliced') }}
),

walks as (
    select
        tree_kind,
        source_system,
        source_instance,
        member_key,
        member_key as ancestor_key,
        parent_key as next_key,
        valid_from,
        valid_to,
        0 as depth,
        '/' || member_key || '/' as walked
    from parents

    union all

    select
        walks.tree_kind,
        walks.source_system,
        walks.source_instance,
        walks.member_key,
        parents.member_key as ancestor_key,
        parents.parent_key as next_key,
        walks.valid_from,
        walks.valid_to,
        walks.depth + 1 as depth,
        walks.walked || parents.member_key || '/' as walked
    from walks
    inner join parents
        on
            walks.tree_kind = parents.tree_kind
            and walks.next_key = parents.member_key
            and walks.valid_from = parents.valid_from
    where instr(walks.walked, '/' || walks.next_key || '/') = 0
),

circles as (
    select
        tree_kind,
        member_key,
        valid_from
    from walks
    where next_key = member_key
),

stopped as (
    select
        walks.*,
        min(case when circles.member_key is not null then walks.depth end) over (
            partition by walks.tree_kind, walks.member_key, walks.valid_from
        ) as circle_depth
    from walks
    left join circles
        on
            walks.tree_kind = circles.tree_kind
            and walks.ancestor_key = circles.member_key
            and walks.valid_from = circles.valid_from
),

final as (
    select
        tree_kind,
        source_system,
        source_instance,
        member_key,
        ancestor_key,
        cast(depth as integer) as depth,
        coalesce(circle_depth = 0, false) as is_in_circle,
        valid_from,
        valid_to
    from stopped
    where depth <= coalesce(circle_depth, depth)
)

select * from final
