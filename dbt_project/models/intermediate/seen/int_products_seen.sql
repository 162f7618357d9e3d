{{ config(unique_key=['source_system', 'source_instance', 'product_id', 'feed', 'seen_from']) }}

{{ seen(
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
