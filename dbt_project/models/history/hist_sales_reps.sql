{{ versions(
    observed=ref('int_sales_reps_observed'),
    id='rep_id',
    payload=[
        'rep_name',
        'team_id',
        'manager_id',
        'role_name',
        'region_name',
        'title',
        'time_zone',
        'is_active',
        'hired_date',
        'left_date',
    ]
) }}
