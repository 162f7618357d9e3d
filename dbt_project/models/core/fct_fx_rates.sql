with rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

final as (
    select
        {{ surrogate_key(['currency_code', 'rate_date']) }} as fx_rate_key,
        currency_code,
        rate_date,
        rate_to_reporting,
        is_carried_forward,
        source_system,
        source_instance
    from rates
)

select * from final
