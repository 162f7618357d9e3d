-- Currencies added together: every reporting amount is its booked amount times the rate of its own
-- currency on its own day, to the cent; the fixed rate is one per currency and fiscal year, known
-- where the day's is (and before a currency's first rate, where the day's is not); every booked
-- currency is a member of dim_currencies.
{{ config(group='warehouse') }}

with opportunities as (
    select
        *,
        upper(currency_code) as currency,
        coalesce(closed_date, {{ as_of_date() }}) as event_date
    from {{ ref('fct_opportunities') }}
),

rates as (
    select * from {{ ref('fct_fx_rates') }}
)

select
    opportunities.opportunity_key,
    opportunities.currency,
    'amount' as wrong
from opportunities
left join rates
    on
        opportunities.currency = rates.currency_code
        and opportunities.event_date = rates.rate_date
where
    opportunities.fx_rate is distinct from rates.rate_to_reporting
    or (opportunities.amount is null) <> (
        opportunities.amount_trx is null
        or rates.rate_to_reporting is null
        or abs(
            cast(opportunities.amount_trx as double) * cast(rates.rate_to_reporting as double)
        ) >= 1e14
    )
    or abs(
        cast(opportunities.amount as double)
        - cast(opportunities.amount_trx as double) * cast(rates.rate_to_reporting as double)
    ) > 0.005 + 1e-9 * abs(cast(opportunities.amount as double))

union all

select
    min(opportunities.opportunity_key) as opportunity_key,
    opportunities.currency,
    'fixed rate' as wrong
from opportunities
left join {{ ref('dim_dates') }} as dates on opportunities.closed_date = dates.date_day
where opportunities.closed_date is not null
group by opportunities.currency, dates.fiscal_year_number
having
    count(distinct opportunities.fx_rate_constant) > 1
    or count(
        case
            when opportunities.fx_rate is not null and opportunities.fx_rate_constant is null then 1
        end
    ) > 0

union all

select
    opportunities.opportunity_key,
    opportunities.currency,
    'not in dim_currencies' as wrong
from opportunities
left join {{ ref('dim_currencies') }} as currencies
    on coalesce(opportunities.currency, 'unknown') = currencies.currency_code
where currencies.currency_code is null
