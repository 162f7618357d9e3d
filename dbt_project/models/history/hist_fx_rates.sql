{{ config(
    unique_key=['source_system', 'source_instance', 'fx_rate_id'],
    pre_hook="{{ forget_vanished_records(ref('int_fx_rates_seen'), 'fx_rate_id') }}",
) }}

{{ versions(
    seen=ref('int_fx_rates_seen'),
    id='fx_rate_id',
    payload=payload_of('fx_rates')
) }}
