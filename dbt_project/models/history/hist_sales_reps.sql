{{ config(
    unique_key=['source_system', 'source_instance', 'rep_id'],
    pre_hook="{{ forget_vanished_records(ref('int_sales_reps_seen'), 'rep_id') }}",
) }}

{{ versions(
    seen=ref('int_sales_reps_seen'),
    id='rep_id',
    payload=payload_of('sales_reps')
) }}
