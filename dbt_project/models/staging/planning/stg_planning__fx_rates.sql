with raw as (
    {{ raw_rows('planning', 'fx_rates') }}
),

final as (
    select
        currency_code,
        quote_currency_code,
        cast(rate_date as date) as rate_date,
        cast(rate as numeric(38, 18)) as rate,
        {{ load_columns('planning', 'fx_rates') }}
    from raw
)

select * from final
