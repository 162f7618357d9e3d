-- How the amount of each opportunity divides among its products: by line value; evenly where the
-- lines are worth nothing; all to the header's product, or to 'not_provided', without lines.
-- The product with the largest line value (first by key among equals) takes what rounding leaves.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

products as (
    select
        source_system,
        source_instance,
        product_id,
        {{ surrogate_key(['source_system', 'source_instance', 'product_id']) }} as product_key
    from {{ ref('hist_products') }}
    where is_current
),

lines as (
    select
        lines.source_system,
        lines.source_instance,
        coalesce(merged.survivor_id, lines.opportunity_id) as opportunity_id,
        coalesce(lines.product_id, entries.product_id) as product_id,
        sum(lines.total_amount_trx) as line_amount_trx
    from {{ ref('hist_opportunity_lines') }} as lines
    left join {{ ref('int_records_merged') }} as merged
        on
            merged.record_kind = 'opportunity'
            and lines.source_system = merged.source_system
            and lines.source_instance = merged.source_instance
            and lines.opportunity_id = merged.record_id
    left join {{ ref('hist_price_book_entries') }} as entries
        on
            lines.source_system = entries.source_system
            and lines.source_instance = entries.source_instance
            and lines.price_book_entry_id = entries.price_book_entry_id
            and entries.is_current
    where
        lines.is_current
        and not lines.is_deleted
    group by 1, 2, 3, 4
),

keyed as (
    select
        opportunities.opportunity_key,
        case
            when coalesce(lines.product_id, opportunities.product_id) is null
                then 'not_provided'
            else coalesce(products.product_key, 'unknown')
        end as product_key,
        coalesce(sum(lines.line_amount_trx), 0) as line_amount_trx
    from opportunities
    left join lines
        on
            opportunities.source_system = lines.source_system
            and opportunities.source_instance = lines.source_instance
            and opportunities.opportunity_id = lines.opportunity_id
    left join products
        on
            opportunities.source_system = products.source_system
            and opportunities.source_instance = products.source_instance
            and coalesce(lines.product_id, opportunities.product_id) = products.product_id
    group by 1, 2
),

rated as (
    select
        opportunity_key,
        product_key,
        line_amount_trx,
        count(*) over opportunity_products as product_count,
        cast(
            case
                when
                    min(line_amount_trx) over opportunity_products >= 0
                    and sum(line_amount_trx) over opportunity_products > 0
                    then
                        line_amount_trx
                        / cast(sum(line_amount_trx) over opportunity_products as double)
                else cast(1 as double) / count(*) over opportunity_products
            end as decimal(18, 10)
        ) as rounded_share,
        row_number() over (
            partition by opportunity_key
            order by line_amount_trx desc nulls last, product_key asc nulls last
        ) as product_rank
    from keyed
    window opportunity_products as (partition by opportunity_key)
),

final as (
    select
        opportunity_key,
        product_key,
        cast(line_amount_trx as decimal(18, 2)) as line_amount_trx,
        product_count,
        product_rank,
        cast(
            case
                when product_rank = 1
                    then
                        1 + rounded_share
                        - sum(rounded_share) over (partition by opportunity_key)
                else rounded_share
            end as decimal(18, 10)
        ) as amount_share
    from rated
)

select * from final
