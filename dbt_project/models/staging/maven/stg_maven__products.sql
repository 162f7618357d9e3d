with raw as (
    {{ raw_rows('maven', 'products') }}
),

final as (
    select
        product as product_id,
        product as product_name,
        series as product_family,
        cast(sales_price as numeric(18, 2)) as list_price_amount_trx,
        {{ load_columns('maven', 'products') }}
    from raw
)

select * from final
