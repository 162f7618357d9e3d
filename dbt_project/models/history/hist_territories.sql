{{ config(
    unique_key=['source_system', 'source_instance', 'territory_id'],
    pre_hook="{{ forget_vanished_records(ref('int_territories_seen'), 'territory_id') }}",
) }}

{{ versions(
    seen=ref('int_territories_seen'),
    id='territory_id',
    payload=payload_of('territories')
) }}
