{{ config(unique_key=['source_system', 'source_instance', 'team_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_teams_observed'),
    id='team_id',
    payload=payload_of('teams')
) }}
