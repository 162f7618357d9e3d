{{ versions(
    observed=ref('int_fx_rates_observed'),
    id='fx_rate_id',
    payload=[
        'currency_code',
        'rate_date',
        'rate_to_reporting',
    ]
) }}
