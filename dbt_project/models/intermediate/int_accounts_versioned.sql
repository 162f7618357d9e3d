-- Accounts that survived their merges, with keys; the earliest version reaches back to 1900. One
-- that others were merged into was created with the earliest of them, and what it lacks is the
-- latest known of them.
{%- set values = [
    'account_name', 'owner_id', 'industry', 'segment', 'employee_count', 'city', 'state', 'country',
    'latitude', 'longitude', 'territory_name_hint', 'parent_account_id',
] %}
with accounts as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'account_id']) }} as account_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_accounts') }}
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'account'
),

losers as (
    select
        accounts.*,
        merged.survivor_id,
        row_number() over (
            partition by accounts.source_system, accounts.source_instance, merged.survivor_id
            order by accounts.valid_from asc nulls last, accounts.account_id asc nulls last
        ) as value_rank
    from accounts
    inner join merged
        on
            accounts.source_system = merged.source_system
            and accounts.source_instance = merged.source_instance
            and accounts.account_id = merged.record_id
    where accounts.is_current
),

left_behind as (
    select
        source_system,
        source_instance,
        survivor_id,
        min(account_created_at) as account_created_at,
        {{ latest_known(values, 'value_rank') }}
    from losers
    group by source_system, source_instance, survivor_id
),

survivors as (
    select
        accounts.account_key,
        accounts.source_system,
        accounts.source_instance,
        accounts.account_id,
        {% for column in values -%}
            coalesce(accounts.{{ column }}, left_behind.{{ column }}) as {{ column }},
        {% endfor -%}
        least(accounts.account_created_at, left_behind.account_created_at) as account_created_at,
        accounts.is_deleted,
        accounts.version_from,
        accounts.valid_to,
        accounts.is_current,
        accounts.version_number
    from accounts
    left join merged
        on
            accounts.source_system = merged.source_system
            and accounts.source_instance = merged.source_instance
            and accounts.account_id = merged.record_id
    left join left_behind
        on
            accounts.source_system = left_behind.source_system
            and accounts.source_instance = left_behind.source_instance
            and accounts.account_id = left_behind.survivor_id
    where merged.record_id is null
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

final as (
    select
        {{ surrogate_key(['accounts.account_key', 'accounts.version_from']) }}
            as account_version_key,
        accounts.account_key,
        accounts.source_system,
        accounts.source_instance,
        accounts.account_id,
        accounts.account_name,
        coalesce(merged_parents.survivor_id, accounts.parent_account_id) as parent_account_id,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key,
        accounts.industry,
        accounts.segment,
        accounts.employee_count,
        accounts.city,
        accounts.state,
        accounts.country,
        accounts.latitude,
        accounts.longitude,
        accounts.account_created_at,
        accounts.territory_name_hint,
        accounts.is_deleted,
        accounts.version_from as valid_from,
        accounts.valid_to,
        accounts.is_current,
        accounts.version_number = 1 as is_backfilled
    from survivors as accounts
    left join merged as merged_parents
        on
            accounts.source_system = merged_parents.source_system
            and accounts.source_instance = merged_parents.source_instance
            and accounts.parent_account_id = merged_parents.record_id
    left join reps
        on
            accounts.source_system = reps.source_system
            and accounts.source_instance = reps.source_instance
            and accounts.owner_id = reps.rep_id
)

select * from final
