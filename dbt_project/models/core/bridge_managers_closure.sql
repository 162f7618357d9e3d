-- Reps who manage each other in a circle report to nobody: see dim_sales_reps.is_in_circle.
with closure as (
    select * from {{ ref('int_tree_closures_joined') }}
    where tree_kind = 'rep'
),

members as (
    select 'unknown' as member
),

final as (
    select
        ancestor_key as manager_rep_key,
        descendant_key as rep_key,
        depth,
        valid_from,
        valid_to,
        valid_to = date '9999-12-31' as is_current
    from closure

    union all

    select
        member as manager_rep_key,
        member as rep_key,
        0 as depth,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current
    from members
)

select * from final
