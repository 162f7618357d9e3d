{{ config(
    unique_key=['source_system', 'source_instance', 'case_id'],
    pre_hook="{{ forget_vanished_records(ref('int_cases_seen'), 'case_id') }}",
) }}

{{ versions(
    seen=ref('int_cases_seen'),
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
