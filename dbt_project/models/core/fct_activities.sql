with activities as (
    select
        *,
        coalesce(
            {{ local_date('happened_at') }},
            due_date,
            {{ local_date('activity_created_at') }}
        ) as activity_date
    from {{ ref('int_activities_linked') }}
),

final as (
    select
        activity_key,
        source_system,
        source_instance,
        activity_id,
        activity_kind,
        owner_rep_key,
        lead_key,
        opportunity_key,
        account_key,
        activity_date,
        activity_created_at,
        started_at,
        completed_at,
        due_date,
        cast(duration_minutes as double) as duration_minutes,
        direction,
        outcome,
        coalesce(is_completed, false) as is_completed,
        is_human_outbound,
        coalesce(activity_date > {{ as_of_date() }}, false) as is_future,
        is_deleted,
        {{ as_of_date() }} as as_of_date
    from activities
)

select * from final
