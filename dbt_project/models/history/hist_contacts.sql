{{ config(
    unique_key=['source_system', 'source_instance', 'contact_id'],
    pre_hook="{{ forget_vanished_records(ref('int_contacts_seen'), 'contact_id') }}",
) }}

{{ versions(
    seen=ref('int_contacts_seen'),
    id='contact_id',
    payload=payload_of('contacts')
) }}
