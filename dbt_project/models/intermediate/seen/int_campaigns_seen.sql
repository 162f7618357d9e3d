{{ config(unique_key=['source_system', 'source_instance', 'campaign_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_campaigns_observed'),
    id='campaign_id',
    payload=payload_of('campaigns')
) }}
