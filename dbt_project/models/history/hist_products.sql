{{ config(
    unique_key=['source_system', 'source_instance', 'product_id'],
    pre_hook="{{ forget_vanished_records(ref('int_products_seen'), 'product_id') }}",
) }}

{{ versions(
    seen=ref('int_products_seen'),
    id='product_id',
    payload=payload_of('products')
) }}
