{{ config(unique_key=['source_system', 'source_instance', 'holiday_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_holidays_observed'),
    id='holiday_id',
    payload=payload_of('holidays')
) }}
