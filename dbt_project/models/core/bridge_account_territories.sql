-- Assignments to an account that no export knows are left out.
with assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
    where assignee_kind = 'account'
),

known as (
    select account_key from {{ ref('int_accounts_versioned') }}
    where is_current
),

final as (
    select
        known.account_key,
        assignments.territory_key,
        assignments.valid_from,
        assignments.valid_to,
        assignments.valid_from <= {{ as_of_date() }}
        and assignments.valid_to > {{ as_of_date() }} as is_current,
        assignments.is_backfilled,
        assignments.is_overlapping
    from assignments
    inner join known on assignments.assignee_key = known.account_key
)

select * from final
