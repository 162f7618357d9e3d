{{ config(unique_key=['source_system', 'source_instance', 'case_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_cases_observed'),
    id='case_id',
    payload=payload_of('cases')
) }}
