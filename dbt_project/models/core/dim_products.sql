with products as (
    select * from {{ ref('hist_products') }}
    where is_current
),

members as (
    select 'unknown' as member
    union all
    select 'not_provided' as member
    union all
    select 'not_applicable' as member
),

final as (
    select
        {{ surrogate_key(['source_system', 'source_instance', 'product_id']) }} as product_key,
        source_system,
        source_instance,
        product_id,
        product_name,
        product_family,
        cast(list_price_amount_trx as decimal(18, 2)) as list_price_amount_trx,
        currency_code,
        is_active,
        is_deleted
    from products

    union all

    select
        member as product_key,
        member as source_system,
        member as source_instance,
        member as product_id,
        member as product_name,
        member as product_family,
        null as list_price_amount_trx,
        null as currency_code,
        null as is_active,
        false as is_deleted
    from members
)

select * from final
