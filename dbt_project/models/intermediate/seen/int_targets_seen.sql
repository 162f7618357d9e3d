{{ config(unique_key=['source_system', 'source_instance', 'target_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_targets_observed'),
    id='target_id',
    payload=[
        'owner_kind',
        'owner_id',
        'month_start_date',
        'measure',
        'target_amount_trx',
        'currency_code',
        'target_source_system',
    ]
) }}
