{{ config(unique_key=['source_system', 'source_instance', 'fx_rate_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_fx_rates_observed'),
    id='fx_rate_id',
    payload=payload_of('fx_rates')
) }}
