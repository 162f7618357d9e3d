{{ config(unique_key=['source_system', 'source_instance', 'rep_id', 'feed', 'seen_from']) }}

{{ seen(
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
