{{ config(
    unique_key=['source_system', 'source_instance', 'change_id', 'feed', 'seen_from']
) }}

{{ seen(
    observed=ref('int_opportunity_field_changes_observed'),
    id='change_id',
    payload=payload_of('opportunity_field_changes')
) }}
