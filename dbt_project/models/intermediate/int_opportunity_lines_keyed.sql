-- Lines as they stand now, with keys; a merged opportunity's lines belong to its survivor, and go
-- with it when it is deleted.
with lines as (
    select * from {{ ref('hist_opportunity_lines') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'opportunity'
),

opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

entries as (
    select * from {{ ref('hist_price_book_entries') }}
    where is_current
),

products as (
    select * from {{ ref('hist_products') }}
    where is_current
),

final as (
    select
        {{ surrogate_key(['lines.source_system', 'lines.source_instance', 'lines.line_id']) }}
            as opportunity_line_key,
        lines.source_system,
        lines.source_instance,
        lines.line_id,
        opportunities.opportunity_key,
        case
            when coalesce(lines.product_id, entries.product_id, opportunities.product_id) is null
                then 'not_provided'
            when products.product_id is null then 'unknown'
            else
                {{ surrogate_key([
                    'products.source_system', 'products.source_instance', 'products.product_id'
                ]) }}
        end as product_key,
        lines.quantity,
        coalesce(lines.list_price_trx, entries.list_price_trx) as list_price_trx,
        lines.unit_price_trx,
        -- the wider cast is for DuckDB, which multiplies two decimals of 18 digits in 64 bits;
        -- a hundred trillion is none, as in reporting_amount
        {% for amount, price in [
            ('list_amount', 'coalesce(lines.list_price_trx, entries.list_price_trx)'),
            ('sold_amount', 'lines.unit_price_trx'),
        ] %}
            cast(
                try_cast(
                    cast(lines.quantity as decimal(20, 4)) * {{ price }} as decimal(16, 2)
                ) as decimal(18, 2)
            ) as {{ amount }}_trx,
        {% endfor %}
        lines.total_amount_trx,
        upper(lines.currency_code) as currency_code,
        lines.is_deleted or coalesce(opportunities.is_deleted, false) as is_deleted
    from lines
    left join merged
        on
            lines.source_system = merged.source_system
            and lines.source_instance = merged.source_instance
            and lines.opportunity_id = merged.record_id
    left join opportunities
        on
            lines.source_system = opportunities.source_system
            and lines.source_instance = opportunities.source_instance
            and coalesce(merged.survivor_id, lines.opportunity_id) = opportunities.opportunity_id
    left join entries
        on
            lines.source_system = entries.source_system
            and lines.source_instance = entries.source_instance
            and lines.price_book_entry_id = entries.price_book_entry_id
    left join products
        on
            lines.source_system = products.source_system
            and lines.source_instance = products.source_instance
            and coalesce(lines.product_id, entries.product_id, opportunities.product_id)
            = products.product_id
)

select * from final
