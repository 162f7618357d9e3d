{{ config(unique_key=['source_system', 'source_instance', 'assignment_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_account_territories_observed'),
    id='assignment_id',
    payload=[
        'account_id',
        'territory_id',
        'planned_from',
        'planned_to',
    ]
) }}
