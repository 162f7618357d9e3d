-- The reporting currency is 1, no rate is zero or negative, and each currency runs without gap from
-- its first rate to the business date.
with currencies as (
    select
        currency_code,
        min(rate_date) as first_rate_date,
        max(rate_date) as last_rate_date,
        count(*) as day_count,
        min(rate_to_reporting) as lowest_rate,
        max(rate_to_reporting) as highest_rate
    from {{ ref('fct_fx_rates') }}
    group by currency_code
)

select *
from currencies
where
    lowest_rate <= 0
    or last_rate_date <> {{ as_of_date() }}
    or {{ datediff_days('last_rate_date', 'first_rate_date') }} + 1 <> day_count
    or (
        currency_code = upper('{{ setting("reporting_currency") }}')
        and (lowest_rate <> 1 or highest_rate <> 1)
    )
