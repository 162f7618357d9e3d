with accounts as (
    select * from {{ ref('int_accounts_versioned') }}
),

territories as (
    select * from {{ ref('int_territory_assignments_resolved') }}
    where
        assignee_kind = 'account'
        and valid_from <= {{ as_of_date() }}
        and valid_to > {{ as_of_date() }}
),

members as (
    select 'unknown' as member
    union all
    select 'not_provided' as member
    union all
    select 'not_applicable' as member
),

final as (
    select
        accounts.account_version_key,
        accounts.account_key,
        accounts.source_system,
        accounts.source_instance,
        accounts.account_id,
        accounts.account_name,
        accounts.parent_account_id,
        accounts.owner_rep_key,
        accounts.industry,
        accounts.segment,
        cast(accounts.employee_count as bigint) as employee_count,
        accounts.city,
        accounts.state,
        accounts.country,
        cast(accounts.latitude as double) as latitude,
        cast(accounts.longitude as double) as longitude,
        coalesce(territories.territory_key, 'unassigned') as territory_key,
        accounts.is_deleted,
        accounts.valid_from,
        accounts.valid_to,
        accounts.is_current,
        accounts.is_backfilled
    from accounts
    left join territories on accounts.account_key = territories.assignee_key

    union all

    select
        member as account_version_key,
        member as account_key,
        member as source_system,
        member as source_instance,
        member as account_id,
        member as account_name,
        null as parent_account_id,
        'unknown' as owner_rep_key,
        null as industry,
        null as segment,
        null as employee_count,
        null as city,
        null as state,
        null as country,
        null as latitude,
        null as longitude,
        'unassigned' as territory_key,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
    from members
)

select * from final
