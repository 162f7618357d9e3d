{{ config(unique_key=['source_system', 'source_instance', 'target_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_targets_observed'),
    id='target_id',
    payload=payload_of('targets')
) }}
