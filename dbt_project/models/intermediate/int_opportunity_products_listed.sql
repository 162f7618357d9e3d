-- The products of each opportunity: those of its live lines, else the header's own, else
-- 'not_provided'.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

products as (
    select * from {{ ref('hist_products') }}
    where is_current
),

lines as (
    select distinct
        opportunity_key,
        product_key
    from {{ ref('int_opportunity_lines_keyed') }}
    where not is_deleted
),

final as (
    select
        opportunities.opportunity_key,
        case
            when lines.product_key is not null then lines.product_key
            when opportunities.product_id is null then 'not_provided'
            when products.product_id is null then 'unknown'
            else
                {{ surrogate_key([
                    'products.source_system', 'products.source_instance', 'products.product_id'
                ]) }}
        end as product_key,
        count(*) over (partition by opportunities.opportunity_key) as product_count
    from opportunities
    left join lines on opportunities.opportunity_key = lines.opportunity_key
    left join products
        on
            opportunities.source_system = products.source_system
            and opportunities.source_instance = products.source_instance
            and opportunities.product_id = products.product_id
)

select * from final
