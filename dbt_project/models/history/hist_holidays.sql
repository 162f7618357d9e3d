{{ versions(
    observed=ref('int_holidays_observed'),
    id='holiday_id',
    payload=[
        'holiday_date',
        'region',
        'holiday_name_en',
        'holiday_name_id',
        'is_joint_leave',
    ]
) }}
