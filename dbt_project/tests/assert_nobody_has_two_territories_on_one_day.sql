with bridges as (
    select
        'account' as assignee_kind,
        account_key as assignee_key,
        valid_from,
        valid_to
    from {{ ref('bridge_account_territories') }}

    union all

    select
        'rep' as assignee_kind,
        rep_key as assignee_key,
        valid_from,
        valid_to
    from {{ ref('bridge_rep_territories') }}
),

followed as (
    select
        *,
        lead(valid_from) over (
            partition by assignee_kind, assignee_key order by valid_from asc nulls last
        ) as next_valid_from
    from bridges
)

select *
from followed
where
    valid_from >= valid_to
    or next_valid_from < valid_to
