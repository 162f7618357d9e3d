-- One row per day from the year before the first event to two years after the business date.
-- Dates before 1990 are taken for typing errors and do not stretch the calendar.
with events as (
    select min({{ local_date('created_at') }}) as first_date
    from {{ ref('hist_opportunities') }}
    where created_at >= timestamp '1990-01-01 00:00:00'

    union all

    select min({{ local_date('changed_at') }}) as first_date
    from {{ ref('hist_opportunity_changes') }}
    where changed_at >= timestamp '1990-01-01 00:00:00'

    union all

    select min({{ local_date('lead_created_at') }}) as first_date
    from {{ ref('hist_leads') }}
    where lead_created_at >= timestamp '1990-01-01 00:00:00'

    union all

    select min({{ local_date('activity_created_at') }}) as first_date
    from {{ ref('hist_activities') }}
    where activity_created_at >= timestamp '1990-01-01 00:00:00'

    union all

    select min({{ local_date('opened_at') }}) as first_date
    from {{ ref('hist_cases') }}
    where opened_at >= timestamp '1990-01-01 00:00:00'

    union all

    select {{ as_of_date() }} as first_date
),

bounds as (
    select
        make_date(cast(extract(year from min(first_date)) as integer) - 1, 1, 1) as first_day,
        make_date(
            cast(extract(year from {{ as_of_date() }}) as integer) + 2, 12, 31
        ) as last_day
    from events
),

final as (
    {{ date_spine('(select first_day from bounds)', '(select last_day from bounds)') }}
)

select * from final
