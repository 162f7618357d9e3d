-- The instant when the time runs out and the minutes that passed are computed apart, and agree.
{{ config(group='warehouse') }}

select
    timed.*,
    started.allowed_minutes
from {{ ref('int_clocks_timed') }} as timed
inner join {{ ref('int_clocks_started') }} as started
    on
        timed.clock_kind = started.clock_kind
        and timed.record_key = started.record_key
where
    timed.due_at < started.started_at
    or (
        timed.business_minutes > started.allowed_minutes
        and started.stopped_at <= timed.due_at
    )
    or (
        timed.business_minutes < started.allowed_minutes
        and date_trunc('second', started.stopped_at) > timed.due_at
    )
