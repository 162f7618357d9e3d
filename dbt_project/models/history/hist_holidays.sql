{{ config(
    unique_key=['source_system', 'source_instance', 'holiday_id'],
    pre_hook="{{ forget_vanished_records(ref('int_holidays_seen'), 'holiday_id') }}",
) }}

{{ versions(
    seen=ref('int_holidays_seen'),
    id='holiday_id',
    payload=payload_of('holidays')
) }}
