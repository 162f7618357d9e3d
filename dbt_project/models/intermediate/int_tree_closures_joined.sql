-- Who stood below whom and how far; neighbouring slices of the same distance are one interval.
with compared as (
    select
        *,
        lag(valid_to) over (
            partition by tree_kind, ancestor_key, member_key, depth
            order by valid_from asc nulls last
        ) as previous_valid_to
    from {{ ref('int_tree_ancestors_walked') }}
),

numbered as (
    select
        *,
        sum(case when valid_from = previous_valid_to then 0 else 1 end) over (
            partition by tree_kind, ancestor_key, member_key, depth
            order by valid_from asc nulls last
            rows between unbounded preceding and current row
        ) as stay_number
    from compared
),

final as (
    select
        tree_kind,
        source_system,
        source_instance,
        ancestor_key,
        member_key as descendant_key,
        depth,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from numbered
    group by
        tree_kind, source_system, source_instance, ancestor_key, member_key, depth, stay_number
)

select * from final
