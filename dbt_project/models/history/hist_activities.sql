{{ config(
    unique_key=['source_system', 'source_instance', 'activity_id'],
    pre_hook="{{ forget_vanished_records(ref('int_activities_seen'), 'activity_id') }}",
) }}

{{ versions(
    seen=ref('int_activities_seen'),
    id='activity_id',
    payload=payload_of('activities')
) }}
