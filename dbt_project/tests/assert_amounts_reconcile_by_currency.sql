-- The amounts booked in each currency are those of history, before and after merges (only where
-- a survivor has none, that of one merged into it counts on as well); converted they are the booked
-- ones at the day's rate, each off by half a cent at most; nothing is converted without a rate, or
-- to a hundred trillion and more.
{{ config(group='warehouse') }}

with records as (
    select * from {{ ref('hist_opportunities') }}
    where is_current
),

booked as (
    select
        upper(currency_code) as currency_code,
        sum(amount_trx) as amount_trx
    from records
    group by upper(currency_code)
),

opportunities as (
    select
        opportunities.*,
        case when records.amount_trx is not null then opportunities.amount_trx end
            as own_amount_trx
    from {{ ref('fct_opportunities') }} as opportunities
    inner join records
        on
            opportunities.source_system = records.source_system
            and opportunities.source_instance = records.source_instance
            and opportunities.opportunity_id = records.opportunity_id
),

converted as (
    select
        upper(currency_code) as currency_code,
        sum(own_amount_trx) as own_amount_trx,
        sum(
            case
                when amount is not null then cast(amount_trx as double) * cast(fx_rate as double)
            end
        ) as expected_amount,
        sum(amount) as amount,
        count(*) as opportunity_count,
        count(
            case
                when
                    (amount is null) <> (
                        amount_trx is null
                        or fx_rate is null
                        or abs(cast(amount_trx as double) * cast(fx_rate as double)) >= 1e14
                    )
                    then 1
            end
        ) as wrongly_null_count
    from opportunities
    group by upper(currency_code)
)

select
    booked.currency_code,
    booked.amount_trx as booked_amount_trx,
    converted.*
from booked
full outer join converted on booked.currency_code is not distinct from converted.currency_code
where
    booked.amount_trx is distinct from converted.own_amount_trx
    or abs(cast(converted.amount as double) - converted.expected_amount)
    > 0.005 * converted.opportunity_count + 0.01
    or converted.wrongly_null_count > 0
