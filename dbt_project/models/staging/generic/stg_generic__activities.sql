with raw as (
    {{ raw_rows('generic', 'activities') }}
),

final as (
    select
        activity_id,
        activity_kind,
        owner_id,
        lead_id,
        contact_id,
        account_id,
        opportunity_id,
        cast(created_at as timestamp) as created_at,
        cast(started_at as timestamp) as started_at,
        cast(due_date as date) as due_date,
        cast(completed_at as timestamp) as completed_at,
        cast(duration_minutes as numeric(18, 2)) as duration_minutes,
        direction,
        outcome,
        cast(is_completed as boolean) as is_completed,
        cast(is_deleted as boolean) as is_deleted,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'activities') }}
    from raw
)

select * from final
