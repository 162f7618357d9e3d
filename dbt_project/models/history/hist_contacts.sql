{{ config(
    unique_key=['source_system', 'source_instance', 'contact_id'],
    pre_hook="{{ forget_vanished_records(ref('int_contacts_seen'), 'contact_id') }}",
) }}

{{ versions(
    seen=ref('int_contacts_seen'),
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
