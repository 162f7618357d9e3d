{{ versions(
    observed=ref('int_rep_territories_observed'),
    id='assignment_id',
    payload=[
        'rep_id',
        'territory_id',
        'planned_from',
        'planned_to',
    ]
) }}
