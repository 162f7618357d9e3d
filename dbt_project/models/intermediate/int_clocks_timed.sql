-- Working minutes of each clock, by the wall clock of its zone, and the last instant at which it
-- stops in time. Both come from sums of working days: nothing here depends on the business date.
with clocks as (
    select
        *,
        {{ local_timestamp('started_at', 'zone_name') }} as started_local,
        {{ local_timestamp('stopped_at', 'zone_name') }} as stopped_local
    from {{ ref('int_clocks_started') }}
),

days as (
    select * from {{ ref('int_working_days_numbered') }}
),

summed as (
    select
        clocks.*,
        cast({{ business_seconds(
            'clocks.started_local', 'started.working_day_number', 'started.is_working_day'
        ) }} as bigint) as started_seconds,
        cast({{ business_seconds(
            'clocks.stopped_local', 'stopped.working_day_number', 'stopped.is_working_day'
        ) }} as bigint) as stopped_seconds
    from clocks
    left join days as started on cast(clocks.started_local as date) = started.date_day
    left join days as stopped on cast(clocks.stopped_local as date) = stopped.date_day
),

allowed as (
    select
        *,
        started_seconds + allowed_minutes * 60 as due_seconds
    from summed
),

final as (
    select
        allowed.clock_kind,
        allowed.record_key,
        allowed.zone_name,
        case
            when allowed.stopped_at >= allowed.started_at
                then
                    cast(
                        floor((allowed.stopped_seconds - allowed.started_seconds) / 60.0)
                        as bigint
                    )
        end as business_minutes,
        {{ utc_instant(
            business_time('allowed.due_seconds', 'due.date_day'), 'allowed.zone_name'
        ) }} as due_at
    from allowed
    left join days as due
        on
            {{ business_day_number('allowed.due_seconds') }} = due.working_day_number
            and due.is_working_day
)

select * from final
