-- What began the states up to a day adds up to what was open at its end, on every day.
with changes as (
    select
        valid_from as pipeline_date,
        sum(open_amount_change) as open_amount_change
    from {{ ref('fct_opportunity_states') }}
    where valid_from <= {{ as_of_date() }}
    group by valid_from
),

days as (
    select
        pipeline_date,
        sum(coalesce(open_amount, 0)) as open_amount
    from {{ ref('fct_pipeline_daily') }}
    group by pipeline_date
),

compared as (
    select
        coalesce(changes.pipeline_date, days.pipeline_date) as pipeline_date,
        coalesce(days.open_amount, 0) as open_amount,
        sum(coalesce(changes.open_amount_change, 0)) over (
            order by coalesce(changes.pipeline_date, days.pipeline_date) asc nulls last
        ) as open_amount_by_movements
    from changes
    full outer join days on changes.pipeline_date = days.pipeline_date
)

select * from compared
where open_amount <> open_amount_by_movements
