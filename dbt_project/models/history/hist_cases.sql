{{ config(
    unique_key=['source_system', 'source_instance', 'case_id'],
    pre_hook="{{ forget_vanished_records(ref('int_cases_seen'), 'case_id') }}",
) }}

{{ versions(
    seen=ref('int_cases_seen'),
    id='case_id',
    payload=payload_of('cases')
) }}
