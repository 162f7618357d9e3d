{{ config(
    unique_key=['source_system', 'source_instance', 'account_id'],
    pre_hook="{{ forget_vanished_records(ref('int_accounts_seen'), 'account_id') }}",
) }}

{{ versions(
    seen=ref('int_accounts_seen'),
    id='account_id',
    payload=[
        'account_name',
        'parent_account_id',
        'owner_id',
        'industry',
        'segment',
        'employee_count',
        'annual_revenue_amount_trx',
        'currency_code',
        'city',
        'state',
        'country',
        'latitude',
        'longitude',
        'account_created_at',
        'territory_name_hint',
    ]
) }}
