{{ config(
    unique_key=['source_system', 'source_instance', 'target_id'],
    pre_hook="{{ forget_vanished_records(ref('int_targets_seen'), 'target_id') }}",
) }}

{{ versions(
    seen=ref('int_targets_seen'),
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
