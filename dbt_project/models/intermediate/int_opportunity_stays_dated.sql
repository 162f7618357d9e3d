-- What an opportunity's log says at the end of each day with an event, until the next such day. A
-- table of its own: inside a larger query DuckDB guesses that a window's filter leaves a fifth of
-- the rows, and hashes the largest side of the joins instead of the smallest.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

events as (
    select
        events.*,
        -- what lies before the creation counts from the creation on
        greatest(events.changed_date, opportunities.created_date) as effective_from
    from {{ ref('int_opportunity_stage_events') }} as events
    inner join opportunities on events.opportunity_key = opportunities.opportunity_key
),

last_of_day as (
    select * from events
    qualify
        row_number() over (
            partition by opportunity_key, effective_from
            order by event_sequence desc nulls last
        ) = 1
),

final as (
    select
        opportunity_key,
        stage_key,
        stage_name,
        amount_trx,
        currency_code,
        close_date,
        effective_from,
        coalesce(
            lead(effective_from) over (
                partition by opportunity_key order by effective_from asc nulls last
            ),
            date '9999-12-31'
        ) as effective_to
    from last_of_day
)

select * from final
