{{ config(unique_key=['source_system', 'source_instance', 'rep_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_sales_reps_observed'),
    id='rep_id',
    payload=payload_of('sales_reps')
) }}
