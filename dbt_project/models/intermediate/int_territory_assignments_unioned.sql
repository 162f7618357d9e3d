-- Who was assigned to which territory, accounts (merge survivors) and reps alike. Assignments that
-- were there at a source's first export reach back to 1900: what held before nobody exported. Those
-- whose first day the source gives begin on that day.
with assignments as (
    select
        'account' as assignee_kind,
        source_system,
        source_instance,
        assignment_id,
        account_id as assignee_id,
        territory_id,
        valid_from,
        valid_to,
        is_deleted,
        not is_period_given
        and valid_from = min(case when not is_period_given then valid_from end) over (
            partition by source_system, source_instance
        ) as is_backfilled
    from {{ ref('hist_account_territories') }}

    union all

    select
        'rep' as assignee_kind,
        source_system,
        source_instance,
        assignment_id,
        rep_id as assignee_id,
        territory_id,
        valid_from,
        valid_to,
        is_deleted,
        not is_period_given
        and valid_from = min(case when not is_period_given then valid_from end) over (
            partition by source_system, source_instance
        ) as is_backfilled
    from {{ ref('hist_rep_territories') }}
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'account'
),

territories as (
    select
        source_system,
        source_instance,
        territory_id,
        {{ surrogate_key(['source_system', 'source_instance', 'territory_id']) }} as territory_key
    from {{ ref('hist_territories') }}
    where is_current
),

final as (
    select
        assignments.assignee_kind,
        assignments.source_system,
        assignments.source_instance,
        assignments.assignment_id,
        coalesce(merged.survivor_id, assignments.assignee_id) as assignee_id,
        coalesce(territories.territory_key, 'unknown') as territory_key,
        case
            when assignments.is_backfilled then date '1900-01-01'
            else assignments.valid_from
        end as valid_from,
        assignments.valid_to,
        assignments.is_backfilled
    from assignments
    left join merged
        on
            assignments.assignee_kind = merged.record_kind
            and assignments.source_system = merged.source_system
            and assignments.source_instance = merged.source_instance
            and assignments.assignee_id = merged.record_id
    left join territories
        on
            assignments.source_system = territories.source_system
            and assignments.source_instance = territories.source_instance
            and assignments.territory_id = territories.territory_id
    where
        not assignments.is_deleted
        and assignments.territory_id is not null
        and assignments.assignee_id is not null
)

select * from final
