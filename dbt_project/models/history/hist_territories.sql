{{ versions(
    observed=ref('int_territories_observed'),
    id='territory_id',
    payload=[
        'territory_name',
        'parent_territory_id',
        'latitude',
        'longitude',
    ]
) }}
