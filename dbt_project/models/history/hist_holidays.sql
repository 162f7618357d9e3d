{{ config(
    unique_key=['source_system', 'source_instance', 'holiday_id'],
    pre_hook="{{ forget_vanished_records(ref('int_holidays_seen'), 'holiday_id') }}",
) }}

{{ versions(
    seen=ref('int_holidays_seen'),
    id='holiday_id',
    payload=[
        'holiday_date',
        'region',
        'holiday_name_en',
        'holiday_name_id',
        'is_joint_leave',
    ]
) }}
