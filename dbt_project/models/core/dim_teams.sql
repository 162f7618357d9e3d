with teams as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'team_id']) }} as team_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_teams') }}
),

parents as (
    select
        team_key,
        source_system,
        source_instance,
        team_id
    from teams
    where is_current
),

final as (
    select
        {{ surrogate_key(['teams.team_key', 'teams.version_from']) }} as team_version_key,
        teams.team_key,
        teams.source_system,
        teams.source_instance,
        teams.team_id,
        teams.team_name,
        case
            when teams.parent_team_id is null then 'not_applicable'
            else coalesce(parents.team_key, 'unknown')
        end as parent_team_key,
        teams.manager_name,
        teams.is_deleted,
        teams.version_from as valid_from,
        teams.valid_to,
        teams.is_current,
        teams.version_number = 1 as is_backfilled
    from teams
    left join parents
        on
            teams.source_system = parents.source_system
            and teams.source_instance = parents.source_instance
            and teams.parent_team_id = parents.team_id

    union all

    select
        'unknown' as team_version_key,
        'unknown' as team_key,
        'unknown' as source_system,
        'unknown' as source_instance,
        'unknown' as team_id,
        'unknown' as team_name,
        'not_applicable' as parent_team_key,
        null as manager_name,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
)

select * from final
