-- The last day of each month, and the business date in its own, hold what fct_pipeline_months says
-- opportunity by opportunity: for every owner, team, territory, stage and currency, to the cent.
{% set group_columns = [
    'source_system', 'owner_rep_key', 'team_key', 'territory_key', 'stage_name', 'currency_code'
] %}
with sides as (
    select
        {{ month_start('pipeline_date') }} as month_start_date,
        {{ group_columns | join(',\n        ') }},
        open_count,
        open_with_amount_count,
        coalesce(open_amount_trx, 0) as open_amount_trx,
        coalesce(open_amount, 0) as open_amount
    from {{ ref('fct_pipeline_daily') }}
    where
        pipeline_date = {{ month_end('pipeline_date') }}
        or pipeline_date = {{ as_of_date() }}

    union all

    select
        month_start_date,
        {{ group_columns | join(',\n        ') }},
        -1 as open_count,
        case when amount is null then 0 else -1 end as open_with_amount_count,
        -coalesce(amount_trx, 0) as open_amount_trx,
        -coalesce(amount, 0) as open_amount
    from {{ ref('fct_pipeline_months') }}
)

select
    month_start_date,
    {{ group_columns | join(',\n    ') }},
    sum(open_count) as count_left,
    sum(open_amount) as amount_left
from sides
group by month_start_date, {{ group_columns | join(', ') }}
having
    sum(open_count) <> 0
    or sum(open_with_amount_count) <> 0
    or sum(open_amount_trx) <> 0
    or sum(open_amount) <> 0
