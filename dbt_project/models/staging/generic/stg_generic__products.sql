with raw as (
    {{ raw_rows('generic', 'products') }}
),

final as (
    select
        product_id,
        product_name,
        product_family,
        cast(list_price as numeric(18, 2)) as list_price_amount_trx,
        currency_code,
        cast(is_active as boolean) as is_active,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'products') }}
    from raw
)

select * from final
