{{ config(unique_key=['source_system', 'source_instance', 'account_id', 'feed', 'seen_from']) }}

-- phone_hash and web_domain tell duplicates; they stand here only, since a new phone number makes
-- no new version in hist_accounts.
{{ seen(
    observed=ref('int_accounts_observed'),
    id='account_id',
    payload=payload_of('accounts') + ['phone_hash', 'web_domain']
) }}
