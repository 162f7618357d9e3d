-- Shares add up to 1 and amounts to the header, to the cent; every opportunity has a row.
with products as (
    select
        opportunity_key,
        sum(amount_share) as amount_share,
        sum(amount) as amount,
        sum(won_amount) as won_amount
    from {{ ref('fct_opportunity_products') }}
    group by opportunity_key
)

select
    opportunities.opportunity_key,
    opportunities.amount,
    products.amount as product_amount,
    products.amount_share
from {{ ref('fct_opportunities') }} as opportunities
left join products on opportunities.opportunity_key = products.opportunity_key
where
    products.amount_share is distinct from 1
    or products.amount is distinct from opportunities.amount
    or products.won_amount is distinct from opportunities.won_amount
