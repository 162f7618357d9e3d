{{ config(unique_key=['source_system', 'source_instance', 'account_id', 'feed', 'seen_from']) }}

-- phone_hash and web_domain tell duplicates; they stand here only, since a new phone number makes
-- no new version in hist_accounts.
{{ seen(
    observed=ref('int_accounts_observed'),
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
        'phone_hash',
        'web_domain',
    ]
) }}
