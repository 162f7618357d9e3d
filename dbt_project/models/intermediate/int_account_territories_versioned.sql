{{ versions(
    observed=ref('int_account_territories_observed'),
    id='assignment_id',
    payload=[
        'account_id',
        'territory_id',
        'planned_from',
        'planned_to',
    ]
) }}
