{{ config(unique_key=['source_system', 'source_instance', 'touch_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_touches_observed'),
    id='touch_id',
    payload=payload_of('touches')
) }}
