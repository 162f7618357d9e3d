{{ config(
    unique_key=['source_system', 'source_instance', 'line_id'],
    pre_hook="{{ forget_vanished_records(ref('int_opportunity_lines_seen'), 'line_id') }}",
) }}

{{ versions(
    seen=ref('int_opportunity_lines_seen'),
    id='line_id',
    payload=[
        'opportunity_id',
        'product_id',
        'quantity',
        'unit_price_trx',
        'list_price_trx',
        'total_amount_trx',
        'currency_code',
    ]
) }}
