{{ config(unique_key=['source_system', 'source_instance', 'product_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_products_observed'),
    id='product_id',
    payload=payload_of('products')
) }}
