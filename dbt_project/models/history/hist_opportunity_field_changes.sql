{{ config(
    unique_key=['source_system', 'source_instance', 'change_id'],
    pre_hook="{{ forget_vanished_records(ref('int_opportunity_field_changes_seen'), 'change_id') }}",
) }}

{{ versions(
    seen=ref('int_opportunity_field_changes_seen'),
    id='change_id',
    payload=payload_of('opportunity_field_changes')
) }}
