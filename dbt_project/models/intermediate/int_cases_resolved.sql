-- Support cases as they stand now, with keys; a merged account is its survivor.
with cases as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'case_id']) }} as case_key
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

final as (
    select
        cases.*,
        {{ local_date('cases.opened_at') }} as opened_date,
        {{ local_date('cases.closed_at') }} as closed_date,
        coalesce(cases.is_closed, cases.closed_at is not null) as is_case_closed,
        coalesce(merged.survivor_id, cases.account_id) as survivor_account_id,
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
)

select * from final
