-- Reps with keys, team and manager by name; the earliest version reaches back to 1900. A version
-- also ends where its team is renamed or gets another manager: last year's deal keeps last year's.
with reps as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'rep_id']) }} as rep_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from,
        min(valid_from) over (partition by source_system, source_instance, rep_id)
            as first_export_date
    from {{ ref('hist_sales_reps') }}
),

teams as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'team_id']) }} as team_key,
        case when version_number = 1 then date '1900-01-01' else valid_from end as version_from
    from {{ ref('hist_teams') }}
    qualify
        version_number = 1
        or {{ surrogate_key(['team_name', 'manager_name']) }}
        is distinct from lag({{ surrogate_key(['team_name', 'manager_name']) }}) over (
            partition by source_system, source_instance, team_id
            order by version_number asc nulls last
        )
),

team_stays as (
    select
        *,
        coalesce(
            lead(version_from) over (partition by team_key order by version_from asc nulls last),
            date '9999-12-31'
        ) as stay_to
    from teams
),

managers as (
    select * from reps
    where is_current
),

final as (
    select
        {{ surrogate_key([
            'reps.rep_key',
            "greatest(reps.version_from, coalesce(teams.version_from, date '1900-01-01'))",
        ]) }} as rep_version_key,
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
        reps.first_export_date,
        greatest(reps.version_from, coalesce(teams.version_from, date '1900-01-01'))
            as valid_from,
        least(reps.valid_to, coalesce(teams.stay_to, date '9999-12-31')) as valid_to,
        least(reps.valid_to, coalesce(teams.stay_to, date '9999-12-31')) = date '9999-12-31'
            as is_current,
        greatest(reps.version_from, coalesce(teams.version_from, date '1900-01-01'))
        = date '1900-01-01' as is_backfilled
    from reps
    left join team_stays as teams
        on
            reps.source_system = teams.source_system
            and reps.source_instance = teams.source_instance
            and reps.team_id = teams.team_id
            and reps.version_from < teams.stay_to
            and reps.valid_to > teams.version_from
    left join managers
        on
            reps.source_system = managers.source_system
            and reps.source_instance = managers.source_instance
            and reps.manager_id = managers.rep_id
)

select * from final
