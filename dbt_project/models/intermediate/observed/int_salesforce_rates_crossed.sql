-- Salesforce gives units of a currency per one unit of the corporate currency. Dividing by the
-- reporting currency's own rate of the same day makes it independent of which currency is the
-- corporate one. Every day on which any rate starts is a day on which every crossed rate may
-- change.
with rates as (
    select * from {{ ref('stg_salesforce__dated_conversion_rates') }}
),

rate_days as (
    select distinct
        source_instance,
        export_as_of,
        start_date as rate_date
    from rates
),

reporting as (
    select
        rate_days.source_instance,
        rate_days.export_as_of,
        rate_days.rate_date,
        rates.conversion_rate,
        rates.row_hash
    from rate_days
    inner join rates
        on
            rate_days.source_instance = rates.source_instance
            and rate_days.export_as_of = rates.export_as_of
            and rate_days.rate_date >= rates.start_date
            and rate_days.rate_date < coalesce(rates.next_start_date, date '9999-12-31')
            and upper(rates.currency_code) = upper('{{ setting("reporting_currency") }}')
),

final as (
    select
        rates.source_system,
        rates.source_instance,
        rates.feed,
        rates.currency_code,
        reporting.rate_date,
        cast(
            cast(reporting.conversion_rate as double)
            / nullif(cast(rates.conversion_rate as double), 0)
            as numeric(28, 12)
        ) as rate_to_reporting,
        rates.export_as_of,
        rates.version_at,
        rates.row_hash || reporting.row_hash as row_hash
    from rates
    inner join reporting
        on
            rates.source_instance = reporting.source_instance
            and rates.export_as_of = reporting.export_as_of
            and rates.start_date <= reporting.rate_date
            and coalesce(rates.next_start_date, date '9999-12-31') > reporting.rate_date
)

select * from final
