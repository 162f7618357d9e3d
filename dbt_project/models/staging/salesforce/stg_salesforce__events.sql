with raw as (
    {{ raw_rows('salesforce', 'event') }}
),

final as (
    select
        id as event_id,
        cast(is_deleted as boolean) as is_deleted,
        who_id,
        what_id,
        account_id,
        subject,
        cast(activity_date as date) as activity_date,
        cast(coalesce(start_date_time, activity_date_time) as timestamp) as started_at,
        cast(end_date_time as timestamp) as told_ended_at,
        cast(duration_in_minutes as integer) as duration_minutes,
        location,
        event_subtype,
        type as event_type,
        cast(is_child as boolean) as is_child,
        owner_id,
        cast(created_date as timestamp) as created_at,
        created_by_id,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'event') }}
    from raw
)

select * from final
