-- The days on which something about an opportunity may have changed. Too many are harmless: equal
-- neighbours are joined later.
with as_of as (
    select {{ as_of_date() }} as as_of_date
),

opportunities as (
    select distinct
        opportunity_key,
        begins_date
    from {{ ref('int_opportunity_stage_events') }}
),

versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

holders as (
    select distinct
        opportunity_key,
        'account' as assignee_kind,
        account_key as assignee_key
    from versions

    union all

    select distinct
        opportunity_key,
        'rep' as assignee_kind,
        owner_rep_key as assignee_key
    from versions
),

candidates as (
    select
        opportunity_key,
        changed_date as boundary_date
    from {{ ref('int_opportunity_stage_events') }}

    union all

    select
        opportunity_key,
        valid_from as boundary_date
    from versions

    union all

    select
        holders.opportunity_key,
        reps.valid_from as boundary_date
    from holders
    inner join {{ ref('int_sales_reps_versioned') }} as reps
        on
            holders.assignee_kind = 'rep'
            and holders.assignee_key = reps.rep_key

    union all

    select
        holders.opportunity_key,
        assignments.valid_from as boundary_date
    from holders
    inner join {{ ref('int_territory_assignments_resolved') }} as assignments
        on
            holders.assignee_kind = assignments.assignee_kind
            and holders.assignee_key = assignments.assignee_key

    union all

    select
        holders.opportunity_key,
        assignments.valid_to as boundary_date
    from holders
    inner join {{ ref('int_territory_assignments_resolved') }} as assignments
        on
            holders.assignee_kind = assignments.assignee_kind
            and holders.assignee_key = assignments.assignee_key
),

final as (
    select
        opportunity_key,
        begins_date as boundary_date
    from opportunities

    union

    select
        candidates.opportunity_key,
        candidates.boundary_date
    from candidates
    inner join opportunities
        on candidates.opportunity_key = opportunities.opportunity_key
    cross join as_of
    where
        candidates.boundary_date > opportunities.begins_date
        and candidates.boundary_date <= as_of.as_of_date
)

select * from final
