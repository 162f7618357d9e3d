{{ versions(
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
