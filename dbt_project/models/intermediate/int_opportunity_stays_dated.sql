-- What an opportunity's log says at the end of each day with an event, until the next such day. A
-- table of its own: inside a larger query DuckDB guesses that a window's filter leaves a fifth of
-- the rows, and hashes the largest side of the joins instead of the smallest.
with events as (
    select
        *,
        -- what lies before the creation counts from the creation on, unless it is the closing
        greatest(changed_date, begins_date) as effective_from
    from {{ ref('int_opportunity_stage_events') }}
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
        probability,
        forecast_category,
        pipeline_name,
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
