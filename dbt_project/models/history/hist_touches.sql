{{ config(
    unique_key=['source_system', 'source_instance', 'touch_id'],
    pre_hook="{{ forget_vanished_records(ref('int_touches_seen'), 'touch_id') }}",
) }}

{{ versions(
    seen=ref('int_touches_seen'),
    id='touch_id',
    payload=payload_of('touches')
) }}
