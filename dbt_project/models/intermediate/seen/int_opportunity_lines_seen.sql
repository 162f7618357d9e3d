{{ config(unique_key=['source_system', 'source_instance', 'line_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_opportunity_lines_observed'),
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
