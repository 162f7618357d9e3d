-- One rate per currency and fiscal year, for comparisons that exchange rates must not disturb: the
-- rate of the year's first day, or of the first day after it that has one.
with rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

years as (
    select * from {{ ref('int_fiscal_years_started') }}
),

final as (
    select
        rates.currency_code,
        years.fiscal_year_number,
        years.fiscal_year_start_date,
        years.fiscal_year_end_date,
        rates.rate_date,
        rates.rate_to_reporting
    from years
    inner join rates
        on
            years.fiscal_year_start_date <= rates.rate_date
            and years.fiscal_year_end_date >= rates.rate_date
    qualify
        row_number() over (
            partition by rates.currency_code, years.fiscal_year_number
            order by rates.rate_date asc nulls last
        ) = 1
)

select * from final
