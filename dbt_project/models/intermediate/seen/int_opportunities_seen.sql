{{ config(unique_key=['source_system', 'source_instance', 'opportunity_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_opportunities_observed'),
    id='opportunity_id',
    payload=payload_of('opportunities')
) }}
