{{ config(
    unique_key=['source_system', 'source_instance', 'change_id', 'feed', 'seen_from']
) }}

{{ seen(
    observed=ref('int_opportunity_field_changes_observed'),
    id='change_id',
    payload=[
        'opportunity_id',
        'changed_at',
        'field_name',
        'old_value',
        'new_value',
    ]
) }}
