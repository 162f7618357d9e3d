with visits as (
    select * from {{ ref('int_stage_visits_sequenced') }}
),

opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

owners as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

final as (
    select
        {{ surrogate_key(['visits.opportunity_key', 'visits.visit_number']) }}
            as stage_visit_key,
        visits.opportunity_key,
        opportunities.source_system,
        opportunities.source_instance,
        cast(visits.visit_number as integer) as visit_number,
        visits.stage_name,
        visits.stage_order,
        visits.stage_key,
        visits.entered_at,
        visits.entered_date,
        visits.exited_at,
        visits.exited_date,
        visits.next_stage_name,
        visits.direction,
        cast({{ datediff_days('visits.exited_date', 'visits.entered_date') }} as integer)
            as duration_days,
        visits.is_open and visits.exited_date is null and not opportunities.is_deleted
            as is_open,
        visits.is_inferred,
        owners.owner_rep_key as owner_at_event_rep_key,
        coalesce(reps.rep_version_key, owners.owner_rep_key) as owner_at_event_rep_version_key,
        coalesce(reps.team_key, owners.owner_rep_key) as owner_at_event_team_key,
        visits.entered_date < owners.valid_from
        or coalesce(visits.entered_date < reps.first_export_date, false) as is_owner_backfilled,
        opportunities.owner_rep_key as owner_current_rep_key,
        visits.amount_trx,
        visits.currency_code
    from visits
    inner join opportunities on visits.opportunity_key = opportunities.opportunity_key
    inner join owners
        on
            visits.opportunity_key = owners.opportunity_key
            and visits.entered_date >= owners.known_from
            and visits.entered_date < owners.valid_to
    left join reps
        on
            owners.owner_rep_key = reps.rep_key
            and visits.entered_date >= reps.valid_from
            and visits.entered_date < reps.valid_to
)

select * from final
