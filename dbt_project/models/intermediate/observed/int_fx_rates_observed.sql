with planning_rates as (
    select * from {{ ref('stg_planning__fx_rates') }}
),

planning as (
    select
        source_system,
        source_instance,
        feed,
        upper(currency_code) as currency_code,
        rate_date,
        cast(rate as numeric(28, 12)) as rate_to_reporting,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from planning_rates
    where upper(quote_currency_code) = upper('{{ setting("reporting_currency") }}')

    union all

    -- the sheet may also give what one unit of the reporting currency costs
    select
        source_system,
        source_instance,
        feed,
        upper(quote_currency_code) as currency_code,
        rate_date,
        cast(1 / nullif(cast(rate as double), 0) as numeric(28, 12)) as rate_to_reporting,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from planning_rates
    where
        upper(currency_code) = upper('{{ setting("reporting_currency") }}')
        and upper(quote_currency_code) <> upper('{{ setting("reporting_currency") }}')
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        upper(currency_code) as currency_code,
        rate_date,
        rate_to_reporting,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('int_salesforce_rates_crossed') }}
),

rates as (
    select * from planning
    union all
    select * from salesforce
),

final as (
    select
        *,
        currency_code || '|' || cast(rate_date as string) as fx_rate_id,
        false as is_deleted,
        cast(null as string) as merged_into_id
    from rates
)

select * from final
