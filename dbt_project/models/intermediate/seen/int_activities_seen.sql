{{ config(unique_key=['source_system', 'source_instance', 'activity_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_activities_observed'),
    id='activity_id',
    payload=[
        'activity_kind',
        'owner_id',
        'who_id',
        'who_kind',
        'what_id',
        'what_kind',
        'account_id',
        'activity_created_at',
        'started_at',
        'due_date',
        'completed_at',
        'duration_minutes',
        'direction',
        'outcome',
        'is_completed',
    ]
) }}
