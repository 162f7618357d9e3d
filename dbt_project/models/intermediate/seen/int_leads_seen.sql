{{ config(unique_key=['source_system', 'source_instance', 'lead_id', 'feed', 'seen_from']) }}

-- phone_hash and web_domain tell duplicates; they stand here only, since a new phone number makes
-- no new version in hist_leads.
{{ seen(
    observed=ref('int_leads_observed'),
    id='lead_id',
    payload=[
        'lead_created_at',
        'lead_source',
        'lead_status',
        'rating',
        'owner_id',
        'company_name',
        'industry',
        'city',
        'state',
        'country',
        'email_hash',
        'is_converted',
        'converted_date',
        'converted_account_id',
        'converted_contact_id',
        'converted_opportunity_id',
        'campaign_id',
        'landing_page_id',
        'phone_hash',
        'web_domain',
    ]
) }}
