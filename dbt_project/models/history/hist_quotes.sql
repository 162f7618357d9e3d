{{ config(
    unique_key=['source_system', 'source_instance', 'quote_id'],
    pre_hook="{{ forget_vanished_records(ref('int_quotes_seen'), 'quote_id') }}",
) }}

{{ versions(
    seen=ref('int_quotes_seen'),
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
