-- Who gets the credit, with which team, and in which territory: as of the closing date, or as of
-- today while open. Territory: the account's, else the owner's, else unassigned.
-- All as-of joins are half-open: valid_from <= event < valid_to.
with as_of as (
    select {{ as_of_date() }} as as_of_date
),

closings as (
    select
        milestones.opportunity_key,
        opportunities.account_key as current_account_key,
        as_of.as_of_date,
        coalesce(milestones.closed_date, as_of.as_of_date) as event_date
    from {{ ref('int_opportunity_milestones_pivoted') }} as milestones
    inner join {{ ref('int_opportunities_resolved') }} as opportunities
        on milestones.opportunity_key = opportunities.opportunity_key
    cross join as_of
),

owners as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
),

credited as (
    select
        closings.*,
        owners.account_key,
        owners.owner_rep_key as credited_rep_key,
        coalesce(reps.rep_version_key, owners.owner_rep_key) as credited_rep_version_key,
        coalesce(reps.team_key, owners.owner_rep_key) as credited_team_key,
        closings.event_date < owners.valid_from
        or coalesce(closings.event_date < reps.first_export_date, false) as is_credit_backfilled,
        coalesce(accounts.account_version_key, closings.current_account_key)
            as account_version_key
    from closings
    inner join owners
        on
            closings.opportunity_key = owners.opportunity_key
            and closings.event_date >= owners.known_from
            and closings.event_date < owners.valid_to
    left join reps
        on
            owners.owner_rep_key = reps.rep_key
            and closings.event_date >= reps.valid_from
            and closings.event_date < reps.valid_to
    left join {{ ref('int_accounts_versioned') }} as accounts
        on
            closings.current_account_key = accounts.account_key
            and closings.event_date >= accounts.valid_from
            and closings.event_date < accounts.valid_to
),

final as (
    select
        credited.opportunity_key,
        credited.event_date,
        credited.account_version_key,
        credited.credited_rep_key,
        credited.credited_rep_version_key,
        credited.credited_team_key,
        credited.is_credit_backfilled,
        coalesce(of_account.territory_key, of_rep.territory_key, 'unassigned')
            as territory_key,
        coalesce(of_account_today.territory_key, of_rep_today.territory_key, 'unassigned')
            as current_territory_key
    from credited
    left join assignments as of_account
        on
            of_account.assignee_kind = 'account'
            and credited.account_key = of_account.assignee_key
            and credited.event_date >= of_account.valid_from
            and credited.event_date < of_account.valid_to
    left join assignments as of_rep
        on
            of_rep.assignee_kind = 'rep'
            and credited.credited_rep_key = of_rep.assignee_key
            and credited.event_date >= of_rep.valid_from
            and credited.event_date < of_rep.valid_to
    left join assignments as of_account_today
        on
            of_account_today.assignee_kind = 'account'
            and credited.account_key = of_account_today.assignee_key
            and credited.as_of_date >= of_account_today.valid_from
            and credited.as_of_date < of_account_today.valid_to
    left join assignments as of_rep_today
        on
            of_rep_today.assignee_kind = 'rep'
            and credited.credited_rep_key = of_rep_today.assignee_key
            and credited.as_of_date >= of_rep_today.valid_from
            and credited.as_of_date < of_rep_today.valid_to
)

select * from final
