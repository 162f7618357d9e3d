{{ versions(
    observed=ref('int_products_observed'),
    id='product_id',
    payload=[
        'product_name',
        'product_family',
        'list_price_amount_trx',
        'currency_code',
        'is_active',
    ]
) }}
