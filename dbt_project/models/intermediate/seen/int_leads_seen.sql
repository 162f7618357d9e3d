{{ config(unique_key=['source_system', 'source_instance', 'lead_id', 'feed', 'seen_from']) }}

-- phone_hash and web_domain tell duplicates; they stand here only, since a new phone number makes
-- no new version in hist_leads.
{{ seen(
    observed=ref('int_leads_observed'),
    id='lead_id',
    payload=payload_of('leads') + ['phone_hash', 'web_domain']
) }}
