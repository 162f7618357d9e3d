-- The territory of a case is its account's on the day it was opened, else its owner's.
with cases as (
    select
        *,
        {{ local_date('opened_at') }} as opened_date,
        {{ local_date('closed_at') }} as closed_date
    from {{ ref('hist_cases') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'account'
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
),

keyed as (
    select
        cases.*,
        case
            when cases.account_id is null then 'not_provided'
            else coalesce(accounts.account_key, 'unknown')
        end as account_key,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key
    from cases
    left join merged
        on
            cases.source_system = merged.source_system
            and cases.source_instance = merged.source_instance
            and cases.account_id = merged.record_id
    left join accounts
        on
            cases.source_system = accounts.source_system
            and cases.source_instance = accounts.source_instance
            and coalesce(merged.survivor_id, cases.account_id) = accounts.account_id
    left join reps
        on
            cases.source_system = reps.source_system
            and cases.source_instance = reps.source_instance
            and cases.owner_id = reps.rep_id
),

final as (
    select
        {{ surrogate_key(['keyed.source_system', 'keyed.source_instance', 'keyed.case_id']) }}
            as case_key,
        keyed.source_system,
        keyed.source_instance,
        keyed.case_id,
        keyed.account_key,
        keyed.owner_rep_key,
        coalesce(of_account.territory_key, of_rep.territory_key, 'unassigned')
            as territory_key,
        keyed.case_status,
        keyed.priority,
        keyed.origin,
        keyed.case_type,
        keyed.opened_at,
        keyed.opened_date,
        keyed.closed_at,
        keyed.closed_date,
        coalesce(keyed.is_closed, keyed.closed_at is not null) as is_closed,
        coalesce(keyed.is_escalated, false) as is_escalated,
        case
            when keyed.closed_at >= keyed.opened_at
                then {{ minutes_between('keyed.closed_at', 'keyed.opened_at') }} / 60.0
        end as resolution_hours,
        keyed.is_deleted,
        {{ as_of_date() }} as as_of_date
    from keyed
    left join assignments as of_account
        on
            of_account.assignee_kind = 'account'
            and keyed.account_key = of_account.assignee_key
            and keyed.opened_date >= of_account.valid_from
            and keyed.opened_date < of_account.valid_to
    left join assignments as of_rep
        on
            of_rep.assignee_kind = 'rep'
            and keyed.owner_rep_key = of_rep.assignee_key
            and keyed.opened_date >= of_rep.valid_from
            and keyed.opened_date < of_rep.valid_to
)

select * from final
