-- The amounts booked in each currency are those of history, before and after merges; converted they
-- are the booked ones at the day's rate, each off by half a cent at most; nothing is converted
-- without a rate, or to a hundred trillion and more.
{{ config(group='warehouse') }}

with booked as (
    select
        upper(opportunities.currency_code) as currency_code,
        sum(opportunities.amount_trx) as amount_trx
    from {{ ref('hist_opportunities') }} as opportunities
    left join {{ ref('int_records_merged') }} as merged
        on
            merged.record_kind = 'opportunity'
            and opportunities.source_system = merged.source_system
            and opportunities.source_instance = merged.source_instance
            and opportunities.opportunity_id = merged.record_id
    where opportunities.is_current and merged.record_id is null
    group by upper(opportunities.currency_code)
),

converted as (
    select
        upper(currency_code) as currency_code,
        sum(amount_trx) as amount_trx,
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
    from {{ ref('fct_opportunities') }}
    group by upper(currency_code)
)

select
    booked.currency_code,
    booked.amount_trx as booked_amount_trx,
    converted.*
from booked
full outer join converted on booked.currency_code is not distinct from converted.currency_code
where
    booked.amount_trx is distinct from converted.amount_trx
    or abs(cast(converted.amount as double) - converted.expected_amount)
    > 0.005 * converted.opportunity_count + 0.01
    or converted.wrongly_null_count > 0
