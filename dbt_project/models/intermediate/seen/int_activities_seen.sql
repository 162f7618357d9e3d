{{ config(unique_key=['source_system', 'source_instance', 'activity_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_activities_observed'),
    id='activity_id',
    payload=payload_of('activities')
) }}
