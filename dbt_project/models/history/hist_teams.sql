{{ config(
    unique_key=['source_system', 'source_instance', 'team_id'],
    pre_hook="{{ forget_vanished_records(ref('int_teams_seen'), 'team_id') }}",
) }}

{{ versions(
    seen=ref('int_teams_seen'),
    id='team_id',
    payload=payload_of('teams')
) }}
