-- The header's amount counts, not the sum of the lines: lines only say how it divides. The product
-- ranked first takes the rounding, so that the parts add up to the header to the cent.
with shares as (
    select * from {{ ref('int_opportunity_products_shared') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

rounded as (
    select
        shares.opportunity_key,
        shares.product_key,
        shares.product_rank,
        shares.amount_share,
        shares.line_amount_trx,
        opportunities.source_system,
        opportunities.source_instance,
        opportunities.amount as header_amount,
        opportunities.is_won,
        opportunities.currency_code,
        {{ reporting_amount('opportunities.amount', 'shares.amount_share') }} as rounded_amount
    from shares
    inner join opportunities on shares.opportunity_key = opportunities.opportunity_key
),

allocated as (
    select
        *,
        cast(
            case
                when product_rank = 1
                    then
                        header_amount + rounded_amount
                        - sum(rounded_amount) over (partition by opportunity_key)
                else rounded_amount
            end as decimal(18, 2)
        ) as amount
    from rounded
),

final as (
    select
        {{ surrogate_key(['opportunity_key', 'product_key']) }} as opportunity_product_key,
        opportunity_key,
        source_system,
        source_instance,
        product_key,
        currency_code,
        line_amount_trx,
        amount_share,
        amount,
        case when is_won then amount end as won_amount
    from allocated
)

select * from final
