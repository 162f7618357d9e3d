-- The header wins: an opportunity is worth its own amount, and where its lines add up to another
-- one they are flagged.
with lines as (
    select * from {{ ref('int_opportunity_lines_keyed') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

summed as (
    select
        opportunity_key,
        sum(total_amount_trx) as lines_amount_trx,
        count(*) as line_count,
        count(total_amount_trx) as known_count,
        min(currency_code) as lowest_currency_code,
        max(currency_code) as highest_currency_code
    from lines
    where not is_deleted
    group by opportunity_key
),

compared as (
    select
        summed.opportunity_key,
        summed.known_count < summed.line_count
        or coalesce(summed.lines_amount_trx <> opportunities.amount_trx, true)
        or summed.lowest_currency_code <> upper(opportunities.currency_code)
        or summed.highest_currency_code <> upper(opportunities.currency_code)
            as is_header_mismatch
    from summed
    inner join opportunities on summed.opportunity_key = opportunities.opportunity_key
),

final as (
    select
        lines.opportunity_line_key,
        lines.source_system,
        lines.source_instance,
        lines.line_id,
        coalesce(opportunities.opportunity_key, 'unknown') as opportunity_key,
        lines.product_key,
        lines.quantity,
        lines.list_price_trx,
        lines.unit_price_trx,
        lines.list_amount_trx,
        lines.sold_amount_trx,
        lines.total_amount_trx,
        lines.currency_code,
        {% for amount in ['list_amount', 'total_amount'] %}
            {{ reporting_amount('lines.' ~ amount ~ '_trx', 'rates.rate_to_reporting') }}
                as {{ amount }},
        {% endfor %}
        case
            when lines.list_amount_trx > 0
                then
                    1 - cast(lines.sold_amount_trx as double)
                    / cast(lines.list_amount_trx as double)
        end as discount_rate,
        not lines.is_deleted and coalesce(compared.is_header_mismatch, false)
            as is_header_mismatch,
        lines.is_deleted
    from lines
    left join opportunities on lines.opportunity_key = opportunities.opportunity_key
    left join compared on lines.opportunity_key = compared.opportunity_key
    left join rates
        on
            lines.currency_code = rates.currency_code
            -- a line whose opportunity nobody knows has no day to be valued on
            and opportunities.opportunity_key is not null
            and coalesce(opportunities.closed_date, {{ as_of_date() }}) = rates.rate_date
)

select * from final
