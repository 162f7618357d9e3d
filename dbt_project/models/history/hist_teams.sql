{{ versions(
    observed=ref('int_teams_observed'),
    id='team_id',
    payload=[
        'team_name',
        'parent_team_id',
        'manager_name',
    ]
) }}
