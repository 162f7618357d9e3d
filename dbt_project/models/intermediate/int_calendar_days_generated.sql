-- One row per day from the year before the first event to two years after the business date, or to
-- the last day on which something is planned. The ingest lets no date before 1990 or after 2199 in.
with events as (
    select {{ local_date('min(created_at)') }} as first_date
    from {{ ref('hist_opportunities') }}
    where created_at >= timestamp '1990-01-01 00:00:00'

    union all

    -- a deal may have been closed long before it was brought into the CRM
    select min(coalesce({{ local_date('closed_at') }}, close_date)) as first_date
    from {{ ref('hist_opportunities') }}

    union all

    select {{ local_date('min(changed_at)') }} as first_date
    from {{ ref('hist_opportunity_changes') }}
    where changed_at >= timestamp '1990-01-01 00:00:00'

    union all

    select {{ local_date('min(lead_created_at)') }} as first_date
    from {{ ref('hist_leads') }}
    where lead_created_at >= timestamp '1990-01-01 00:00:00'

    union all

    select {{ local_date('min(activity_created_at)') }} as first_date
    from {{ ref('hist_activities') }}
    where activity_created_at >= timestamp '1990-01-01 00:00:00'

    union all

    select {{ local_date('min(opened_at)') }} as first_date
    from {{ ref('hist_cases') }}
    where opened_at >= timestamp '1990-01-01 00:00:00'

    union all

    select {{ as_of_date() }} as first_date
),

last_events as (
    select {{ local_date('max(coalesce(started_at, activity_created_at))') }} as last_date
    from {{ ref('hist_activities') }}

    union all

    select max(due_date) as last_date from {{ ref('hist_activities') }}

    union all

    select {{ local_date('max(lead_created_at)') }} as last_date from {{ ref('hist_leads') }}

    union all

    select {{ local_date('max(opened_at)') }} as last_date from {{ ref('hist_cases') }}

    union all

    select {{ add_months(as_of_date(), 24) }} as last_date
),

first_days as (
    select make_date(cast(extract(year from min(first_date)) as integer) - 1, 1, 1) as first_day
    from events
),

last_days as (
    select make_date(cast(extract(year from max(last_date)) as integer), 12, 31) as last_day
    from last_events
),

final as (
    {{ date_spine('(select first_day from first_days)', '(select last_day from last_days)') }}
)

select * from final
