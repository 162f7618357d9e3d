{{ config(
    unique_key=['source_system', 'source_instance', 'account_id'],
    pre_hook="{{ forget_vanished_records(ref('int_accounts_seen'), 'account_id') }}",
) }}

{{ versions(
    seen=ref('int_accounts_seen'),
    id='account_id',
    payload=payload_of('accounts')
) }}
