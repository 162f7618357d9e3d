{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Who managed a team on the day a month's figures are named on: what the source says of the team,
-- else the manager most of its reps had that day.
with measures as (
    select distinct
        owner_key as team_key,
        named_on_date
    from {{ ref('int_owner_months_rated') }}
    where owner_kind = 'team'
),

counted as (
    select
        measures.team_key,
        measures.named_on_date,
        reps.manager_name,
        count(*) as rep_count
    from measures
    inner join {{ ref('dim_sales_reps') }} as reps
        on
            measures.team_key = reps.team_key
            and measures.named_on_date >= reps.valid_from
            and measures.named_on_date < reps.valid_to
    where not reps.is_deleted and reps.manager_name <> 'unknown'
    group by measures.team_key, measures.named_on_date, reps.manager_name
),

chosen as (
    select * from counted
    qualify
        row_number() over (
            partition by team_key, named_on_date
            order by rep_count desc nulls last, manager_name asc nulls last
        ) = 1
),

final as (
    select
        measures.team_key,
        measures.named_on_date,
        coalesce(teams.manager_name, chosen.manager_name) as manager_name
    from measures
    left join {{ ref('dim_teams') }} as teams
        on
            measures.team_key = teams.team_key
            and measures.named_on_date >= teams.valid_from
            and measures.named_on_date < teams.valid_to
    left join chosen
        on
            measures.team_key = chosen.team_key
            and measures.named_on_date = chosen.named_on_date
)

select * from final
