{{ config(unique_key=['source_system', 'source_instance', 'case_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_cases_observed'),
    id='case_id',
    payload=[
        'account_id',
        'owner_id',
        'case_status',
        'priority',
        'origin',
        'case_type',
        'opened_at',
        'first_response_at',
        'closed_at',
        'is_closed',
        'is_escalated',
    ]
) }}
