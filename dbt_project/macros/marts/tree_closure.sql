{#- Every member of a tree with itself and everything below it, from the members' current parents.
    Call it as a whole model. A circle stops at depth 20; its members then contain each other. -#}
{% macro tree_closure(members, key, parent_key) -%}
with recursive members as (
    select
        {{ key }} as member_key,
        {{ parent_key }} as parent_key
    from {{ members }}
    where is_current
),

paths as (
    select
        member_key as ancestor_key,
        member_key as descendant_key,
        0 as depth
    from members

    union all

    select
        paths.ancestor_key,
        members.member_key as descendant_key,
        paths.depth + 1 as depth
    from paths
    inner join members
        on paths.descendant_key = members.parent_key
    where paths.depth < 20
)

select
    ancestor_key,
    descendant_key,
    min(depth) as depth
from paths
group by ancestor_key, descendant_key
{%- endmacro %}
