{{ config(
    unique_key=['source_system', 'source_instance', 'opportunity_id'],
    pre_hook="{{ forget_vanished_records(ref('int_opportunities_seen'), 'opportunity_id') }}",
) }}

{{ versions(
    seen=ref('int_opportunities_seen'),
    id='opportunity_id',
    payload=payload_of('opportunities')
) }}
