{{ config(
    unique_key=['source_system', 'source_instance', 'campaign_id'],
    pre_hook="{{ forget_vanished_records(ref('int_campaigns_seen'), 'campaign_id') }}",
) }}

{{ versions(
    seen=ref('int_campaigns_seen'),
    id='campaign_id',
    payload=payload_of('campaigns')
) }}
