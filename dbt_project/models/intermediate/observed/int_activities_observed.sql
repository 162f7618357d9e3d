with tasks as (
    select
        source_system,
        source_instance,
        feed,
        task_id as activity_id,
        case
            when lower(task_subtype) = 'call' or lower(task_type) in ('call', 'telepon')
                then 'call'
            when lower(task_subtype) in ('email', 'listemail') or lower(task_type) = 'email'
                then 'email'
            when lower(task_type) in ('meeting', 'rapat', 'pertemuan') then 'meeting'
            when lower(task_type) in ('visit', 'kunjungan') then 'visit'
            else 'task'
        end as activity_kind,
        owner_id,
        who_id,
        cast(null as string) as who_kind,
        what_id,
        cast(null as string) as what_kind,
        account_id,
        created_at as activity_created_at,
        cast(null as timestamp) as started_at,
        due_date,
        completed_at,
        cast(call_duration_in_seconds as numeric(18, 2)) / 60 as duration_minutes,
        -- the CRM has no direction for an e-mail; one that is logged as a task is one that the rep
        -- sent
        case
            when call_type is not null then lower(call_type)
            when lower(task_subtype) in ('email', 'listemail') then 'outbound'
        end as direction,
        call_disposition as outcome,
        coalesce(is_closed, false) as is_completed,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__tasks') }}
),

timed_events as (
    select
        *,
        coalesce(
            told_ended_at, {{ add_seconds('started_at', '60 * coalesce(duration_minutes, 0)') }}
        ) as ended_at
    from {{ ref('stg_salesforce__events') }}
),

events as (
    select
        *,
        -- a calendar entry has no status: it is done when its end lies before the end of the
        -- export's day
        coalesce(coalesce({{ local_date('ended_at') }}, activity_date) <= export_as_of, false)
            as is_over
    from timed_events
),

meetings as (
    select
        source_system,
        source_instance,
        feed,
        event_id as activity_id,
        case
            when lower(event_type) in ('visit', 'kunjungan') then 'visit' else 'meeting'
        end as activity_kind,
        owner_id,
        who_id,
        cast(null as string) as who_kind,
        what_id,
        cast(null as string) as what_kind,
        account_id,
        created_at as activity_created_at,
        started_at,
        coalesce(activity_date, {{ local_date('started_at') }}) as due_date,
        case when is_over then ended_at end as completed_at,
        cast(duration_minutes as numeric(18, 2)) as duration_minutes,
        cast(null as string) as direction,
        cast(null as string) as outcome,
        is_over as is_completed,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        -- time alone makes a planned meeting a held one, in a row that did not change
        row_hash || case when is_over then '+' else '-' end as row_hash
    from events
    -- one entry per attendee repeats the meeting
    where not coalesce(is_child, false)
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        activity_id,
        coalesce(activity_kind, 'task') as activity_kind,
        owner_id,
        coalesce(lead_id, contact_id) as who_id,
        case when lead_id is not null then 'lead' else 'contact' end as who_kind,
        coalesce(opportunity_id, account_id) as what_id,
        case when opportunity_id is not null then 'opportunity' else 'account' end as what_kind,
        account_id,
        created_at as activity_created_at,
        started_at,
        due_date,
        completed_at,
        duration_minutes,
        direction,
        outcome,
        coalesce(is_completed, completed_at is not null) as is_completed,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__activities') }}
),

final as (
    select * from tasks
    union all
    select * from meetings
    union all
    select * from generic
)

select * from final
