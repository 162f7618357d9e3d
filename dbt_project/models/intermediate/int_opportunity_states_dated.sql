-- What was true of an opportunity on each of its boundary days, at the end of that day.
with boundaries as (
    select * from {{ ref('int_opportunity_states_bounded') }}
),

opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

stays as (
    select * from {{ ref('int_opportunity_stays_dated') }}
),

owners as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
),

final as (
    select
        boundaries.opportunity_key,
        boundaries.boundary_date as valid_from,
        stays.stage_key,
        stays.stage_name,
        stays.amount_trx,
        stays.currency_code,
        stays.close_date as expected_close_date,
        stays.probability,
        stays.forecast_category,
        stays.pipeline_name,
        owners.owner_rep_key,
        coalesce(reps.team_key, owners.owner_rep_key) as team_key,
        coalesce(of_account.territory_key, of_rep.territory_key, 'unassigned')
            as territory_key,
        owners.is_deleted and boundaries.boundary_date >= opportunities.first_export_date
            as is_deleted
    from boundaries
    inner join opportunities
        on boundaries.opportunity_key = opportunities.opportunity_key
    inner join stays
        on
            boundaries.opportunity_key = stays.opportunity_key
            and boundaries.boundary_date >= stays.effective_from
            and boundaries.boundary_date < stays.effective_to
    inner join owners
        on
            boundaries.opportunity_key = owners.opportunity_key
            and boundaries.boundary_date >= owners.known_from
            and boundaries.boundary_date < owners.valid_to
    left join {{ ref('int_sales_reps_versioned') }} as reps
        on
            owners.owner_rep_key = reps.rep_key
            and boundaries.boundary_date >= reps.valid_from
            and boundaries.boundary_date < reps.valid_to
    left join assignments as of_account
        on
            of_account.assignee_kind = 'account'
            and owners.account_key = of_account.assignee_key
            and boundaries.boundary_date >= of_account.valid_from
            and boundaries.boundary_date < of_account.valid_to
    left join assignments as of_rep
        on
            of_rep.assignee_kind = 'rep'
            and owners.owner_rep_key = of_rep.assignee_key
            and boundaries.boundary_date >= of_rep.valid_from
            and boundaries.boundary_date < of_rep.valid_to
)

select * from final
