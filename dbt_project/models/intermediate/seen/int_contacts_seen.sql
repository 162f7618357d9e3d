{{ config(unique_key=['source_system', 'source_instance', 'contact_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_contacts_observed'),
    id='contact_id',
    payload=payload_of('contacts')
) }}
