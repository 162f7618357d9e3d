-- How the amount of each opportunity divides among its products. Lines that add up to it are
-- its parts, negative ones included; others are scaled to it. The product with the largest lines
-- (first by key among equals) takes the rounding, so that the parts add up to the cent.
with products as (
    select * from {{ ref('int_opportunity_products_listed') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

lines as (
    select
        opportunity_key,
        product_key,
        sum(total_amount_trx) as amount_trx,
        sum(total_amount) as amount,
        count(total_amount_trx) > count(total_amount) as is_rate_missing,
        min(currency_code) as lowest_currency_code,
        max(currency_code) as highest_currency_code,
        bool_or(is_header_mismatch) as is_header_mismatch
    from {{ ref('fct_opportunity_lines') }}
    where not is_deleted
    group by opportunity_key, product_key
),

valued as (
    select
        products.opportunity_key,
        products.product_key,
        opportunities.source_system,
        opportunities.source_instance,
        opportunities.currency_code,
        opportunities.amount as header_amount,
        opportunities.is_won,
        case
            when lines.lowest_currency_code <> upper(opportunities.currency_code) then null
            when lines.highest_currency_code <> upper(opportunities.currency_code) then null
            else coalesce(lines.amount_trx, 0)
        end as line_amount_trx,
        lines.amount as line_amount,
        coalesce(lines.is_rate_missing, false) as is_rate_missing,
        coalesce(lines.is_header_mismatch, false) as is_scaled
    from products
    inner join opportunities on products.opportunity_key = opportunities.opportunity_key
    left join lines
        on
            products.opportunity_key = lines.opportunity_key
            and products.product_key = lines.product_key
),

-- lines in one currency divide the amount before it is converted, those in several after
compared as (
    select
        *,
        case
            when not bool_or(line_amount_trx is null) over opportunity_products then line_amount_trx
            when bool_or(is_rate_missing) over opportunity_products then null
            else coalesce(line_amount, 0)
        end as line_value,
        count(*) over opportunity_products as product_count
    from valued
    window opportunity_products as (partition by opportunity_key)
),

summed as (
    select
        *,
        sum(line_value) over (partition by opportunity_key) as value_sum,
        max(abs(line_value)) over (partition by opportunity_key) as largest_value,
        row_number() over (
            partition by opportunity_key
            order by line_value desc nulls last, product_key asc nulls last
        ) as product_rank
    from compared
),

-- lines that cancel each other out, or are worth nothing, tell no shares
shared as (
    select
        *,
        cast(
            case
                when abs(value_sum) * 1000000 > largest_value
                    then line_value / cast(value_sum as double)
                else cast(1 as double) / product_count
            end as decimal(18, 10)
        ) as rounded_share
    from summed
),

parts as (
    select
        *,
        cast(
            case
                when product_rank = 1
                    then
                        1 + rounded_share
                        - sum(rounded_share) over (partition by opportunity_key)
                else rounded_share
            end as decimal(18, 10)
        ) as amount_share
    from shared
),

rounded as (
    select
        *,
        case
            when is_scaled or line_amount is null
                then {{ reporting_amount('header_amount', 'amount_share') }}
            else line_amount
        end as rounded_amount
    from parts
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
        cast(line_amount_trx as decimal(18, 2)) as line_amount_trx,
        amount_share,
        amount,
        case when is_won then amount end as won_amount,
        is_scaled
    from allocated
)

select * from final
