-- On the business date the daily pipeline is what fct_opportunities has open today: for every
-- owner, stage and currency, to the cent; no day comes after it.
with sides as (
    select
        source_system,
        owner_rep_key,
        stage_name,
        currency_code,
        open_count,
        coalesce(open_amount_trx, 0) as open_amount_trx,
        coalesce(open_amount, 0) as open_amount
    from {{ ref('fct_pipeline_daily') }}
    where pipeline_date >= {{ as_of_date() }}

    union all

    select
        source_system,
        owner_current_rep_key as owner_rep_key,
        stage_name,
        currency_code,
        -1 as open_count,
        -coalesce(amount_trx, 0) as open_amount_trx,
        -coalesce(amount, 0) as open_amount
    from {{ ref('fct_opportunities') }}
    where is_open
)

select
    source_system,
    owner_rep_key,
    stage_name,
    currency_code,
    sum(open_count) as count_left,
    sum(open_amount) as amount_left
from sides
group by source_system, owner_rep_key, stage_name, currency_code
having
    sum(open_count) <> 0
    or sum(open_amount_trx) <> 0
    or sum(open_amount) <> 0
