-- Where a version's place in the tree changed while it held, that of its last day is shown; all of
-- them are in bridge_teams_closure.
with teams as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'team_id']) }} as team_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_teams') }}
),

places as (
    select * from {{ ref('int_tree_members_placed') }}
    where tree_kind = 'team'
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
            when places.parent_key is not null then places.parent_key
            when teams.parent_team_id is null or places.is_in_circle then 'not_applicable'
            else 'unknown'
        end as parent_team_key,
        places.tree_level as team_level,
        places.is_in_circle,
        teams.manager_name,
        teams.is_deleted,
        teams.version_from as valid_from,
        teams.valid_to,
        teams.is_current,
        teams.version_number = 1 as is_backfilled
    from teams
    inner join places
        on
            teams.team_key = places.member_key
            and teams.valid_to > places.valid_from
            and teams.valid_to <= places.valid_to

    union all

    select
        'unknown' as team_version_key,
        'unknown' as team_key,
        'unknown' as source_system,
        'unknown' as source_instance,
        'unknown' as team_id,
        'unknown' as team_name,
        'not_applicable' as parent_team_key,
        1 as team_level,
        false as is_in_circle,
        null as manager_name,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
)

select * from final
