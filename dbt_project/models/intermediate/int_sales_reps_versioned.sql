-- Reps with keys, team and manager by name; the earliest version reaches back to 1900.
with reps as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'rep_id']) }} as rep_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_sales_reps') }}
),

teams as (
    select
        source_system,
        source_instance,
        team_id,
        team_name,
        manager_name,
        {{ surrogate_key(['source_system', 'source_instance', 'team_id']) }} as team_key
    from {{ ref('hist_teams') }}
    where is_current
),

managers as (
    select
        source_system,
        source_instance,
        rep_id,
        rep_name
    from {{ ref('hist_sales_reps') }}
    where is_current
),

final as (
    select
        {{ surrogate_key(['reps.rep_key', 'reps.version_from']) }} as rep_version_key,
        reps.rep_key,
        reps.source_system,
        reps.source_instance,
        reps.rep_id,
        reps.rep_name,
        coalesce(teams.team_key, 'unknown') as team_key,
        coalesce(teams.team_name, 'unknown') as team_name,
        coalesce(managers.rep_name, teams.manager_name, 'unknown') as manager_name,
        reps.role_name,
        reps.region_name,
        reps.title,
        reps.time_zone,
        reps.is_active,
        reps.hired_date,
        reps.left_date,
        reps.is_deleted,
        reps.version_from as valid_from,
        reps.valid_to,
        reps.is_current,
        reps.version_number = 1 as is_backfilled
    from reps
    left join teams
        on
            reps.source_system = teams.source_system
            and reps.source_instance = teams.source_instance
            and reps.team_id = teams.team_id
    left join managers
        on
            reps.source_system = managers.source_system
            and reps.source_instance = managers.source_instance
            and reps.manager_id = managers.rep_id
)

select * from final
