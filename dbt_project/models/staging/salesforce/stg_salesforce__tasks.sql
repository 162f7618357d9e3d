with raw as (
    {{ raw_rows('salesforce', 'task') }}
),

final as (
    select
        id as task_id,
        cast(is_deleted as boolean) as is_deleted,
        who_id,
        what_id,
        account_id,
        subject,
        cast(activity_date as date) as due_date,
        status as task_status,
        priority,
        owner_id,
        type as task_type,
        cast(is_closed as boolean) as is_closed,
        cast(completed_date_time as timestamp) as completed_at,
        call_type,
        cast(call_duration_in_seconds as integer) as call_duration_in_seconds,
        call_disposition,
        task_subtype,
        cast(created_date as timestamp) as created_at,
        created_by_id,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'task') }}
    from raw
)

select * from final
