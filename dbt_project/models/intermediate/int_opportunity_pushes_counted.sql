-- How often and how far the expected close date of an open opportunity moved to a later month, and
-- the last amount it had while open.
with events as (
    select * from {{ ref('int_opportunity_stage_events') }}
),

dated as (
    select
        *,
        lag(close_date) over (
            partition by opportunity_key order by event_sequence asc nulls last
        ) as previous_close_date
    from events
    where close_date is not null
),

pushes as (
    select
        opportunity_key,
        cast(count(*) as integer) as push_count,
        cast(sum({{ datediff_days('close_date', 'previous_close_date') }}) as integer)
            as push_days
    from dated
    where
        is_open
        and cast(date_trunc('month', close_date) as date)
        > cast(date_trunc('month', previous_close_date) as date)
    group by opportunity_key
),

last_open as (
    select
        opportunity_key,
        amount_trx as last_open_amount_trx,
        currency_code as last_open_currency_code
    from events
    where is_open
    qualify
        row_number() over (
            partition by opportunity_key order by event_sequence desc nulls last
        ) = 1
),

final as (
    select
        opportunities.opportunity_key,
        coalesce(pushes.push_count, 0) as push_count,
        coalesce(pushes.push_days, 0) as push_days,
        last_open.last_open_amount_trx,
        last_open.last_open_currency_code
    from {{ ref('int_opportunities_resolved') }} as opportunities
    left join pushes on opportunities.opportunity_key = pushes.opportunity_key
    left join last_open on opportunities.opportunity_key = last_open.opportunity_key
)

select * from final
