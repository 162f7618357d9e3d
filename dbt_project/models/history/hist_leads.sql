{{ config(
    unique_key=['source_system', 'source_instance', 'lead_id'],
    pre_hook="{{ forget_vanished_records(ref('int_leads_seen'), 'lead_id') }}",
) }}

{{ versions(
    seen=ref('int_leads_seen'),
    id='lead_id',
    payload=payload_of('leads')
) }}
