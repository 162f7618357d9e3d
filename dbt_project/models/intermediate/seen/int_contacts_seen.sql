{{ config(unique_key=['source_system', 'source_instance', 'contact_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_contacts_observed'),
    id='contact_id',
    payload=[
        'account_id',
        'owner_id',
        'lead_source',
        'title',
        'contact_created_at',
        'email_hash',
    ]
) }}
