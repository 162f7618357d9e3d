-- Every currency that something is booked in, planned in or rated in.
with booked as (
    {% for history in [
        'hist_opportunities',
        'hist_opportunity_changes',
        'hist_opportunity_lines',
        'hist_products',
        'hist_targets',
        'hist_fx_rates',
    ] %}
        {% if not loop.first %}union{% endif %}
        select upper(currency_code) as currency_code from {{ ref(history) }}
        where currency_code is not null
    {% endfor %}
    union
    select upper('{{ setting("reporting_currency") }}') as currency_code
),

rates as (
    select
        currency_code,
        min(rate_date) as first_rate_date,
        max(case when not is_carried_forward then rate_date end) as last_own_rate_date
    from {{ ref('int_fx_rates_filled') }}
    group by currency_code
),

final as (
    select
        booked.currency_code,
        booked.currency_code = upper('{{ setting("reporting_currency") }}')
            as is_reporting_currency,
        rates.first_rate_date is not null as has_rates,
        rates.first_rate_date,
        case
            when booked.currency_code <> upper('{{ setting("reporting_currency") }}')
                then rates.last_own_rate_date
        end as last_own_rate_date
    from booked
    left join rates on booked.currency_code = rates.currency_code

    union all

    select
        'unknown' as currency_code,
        false as is_reporting_currency,
        false as has_rates,
        cast(null as date) as first_rate_date,
        cast(null as date) as last_own_rate_date
)

select * from final
