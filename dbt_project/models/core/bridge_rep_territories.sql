-- Assignments to a rep that no export knows are left out.
with assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
    where assignee_kind = 'rep'
),

known as (
    select rep_key from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

final as (
    select
        known.rep_key,
        assignments.territory_key,
        assignments.valid_from,
        assignments.valid_to,
        assignments.valid_from <= {{ as_of_date() }}
        and assignments.valid_to > {{ as_of_date() }} as is_current,
        assignments.is_backfilled,
        assignments.is_overlapping
    from assignments
    inner join known on assignments.assignee_key = known.rep_key
)

select * from final
