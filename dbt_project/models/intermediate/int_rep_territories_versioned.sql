{{ config(
    schema='history',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'source_instance', 'assignment_id'],
    pre_hook="{{ forget_vanished_records(ref('int_rep_territories_seen'), 'assignment_id') }}",
) }}

{{ versions(
    seen=ref('int_rep_territories_seen'),
    id='assignment_id',
    payload=[
        'rep_id',
        'territory_id',
        'planned_from',
        'planned_to',
    ]
) }}
