{{ config(unique_key=['source_system', 'source_instance', 'quote_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_quotes_observed'),
    id='quote_id',
    payload=[
        'opportunity_id',
        'quote_number',
        'quote_version_number',
        'quote_status',
        'amount_trx',
        'currency_code',
        'quote_created_at',
        'sent_at',
        'accepted_at',
        'expires_date',
    ]
) }}
