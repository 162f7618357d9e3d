{{ config(
    unique_key=['source_system', 'source_instance', 'target_id'],
    pre_hook="{{ forget_vanished_records(ref('int_targets_seen'), 'target_id') }}",
) }}

{{ versions(
    seen=ref('int_targets_seen'),
    id='target_id',
    payload=payload_of('targets')
) }}
