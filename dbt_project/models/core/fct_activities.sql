with activities as (
    select * from {{ ref('int_activities_linked') }}
),

owners as (
    select * from {{ ref('int_record_owners_dated') }}
    where record_kind = 'activity'
),

final as (
    select
        activities.activity_key,
        activities.source_system,
        activities.source_instance,
        activities.activity_id,
        activities.activity_kind,
        owners.owner_at_event_rep_key,
        owners.owner_at_event_rep_version_key,
        owners.owner_at_event_team_key,
        owners.is_owner_backfilled,
        activities.owner_rep_key as owner_current_rep_key,
        activities.lead_key,
        activities.opportunity_key,
        activities.account_key,
        activities.activity_date,
        activities.activity_created_at,
        activities.started_at,
        activities.completed_at,
        activities.due_date,
        cast(activities.duration_minutes as double) as duration_minutes,
        activities.direction,
        activities.outcome,
        coalesce(activities.is_completed, false) as is_completed,
        activities.is_human_outbound,
        activities.is_deleted
    from activities
    inner join owners on activities.activity_key = owners.record_key
)

select * from final
