with measures as (
    select * from {{ ref('int_owner_months_rated') }}
    where owner_kind = 'team'
),

teams as (
    select * from {{ ref('dim_teams') }}
),

-- The team above is that of today's tree, the one that inclusive results are added up along.
places as (
    select
        team_key,
        parent_team_key
    from teams
    where is_current
),

managers as (
    select * from {{ ref('int_team_managers_named') }}
),

inclusive as (
    select * from {{ ref('int_team_months_rolled_up') }}
),

targets as (
    select * from {{ ref('fct_inclusive_targets') }}
    where owner_kind = 'team'
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        measures.month_start_date,
        coalesce(teams.team_name, 'unknown') as team_name,
        managers.manager_name,
        measures.won_count,
        measures.won_amount,
        measures.lost_count,
        measures.lost_amount,
        measures.closed_count,
        measures.win_rate,
        measures.avg_won_amount,
        measures.avg_cycle_days,
        measures.median_cycle_days,
        measures.open_pipeline_amount,
        measures.target_amount,
        {{ rate(
            'case when inclusive.team_key is null then 0 else inclusive.won_amount end',
            'targets.target_amount'
        ) }} as attainment_rate,
        measures.win_rate_low,
        measures.win_rate_high,
        measures.closed_amount,
        measures.won_amount_rate,
        measures.won_with_amount_count,
        measures.median_won_amount,
        measures.won_with_cycle_count,
        measures.p90_cycle_days,
        measures.open_count,
        measures.target_won_count,
        measures.owner_key as team_key,
        places.parent_team_key,
        coalesce(inclusive.won_count, 0) as inclusive_won_count,
        cast(
            case when inclusive.team_key is null then 0 else inclusive.won_amount end
            as decimal(18, 2)
        ) as inclusive_won_amount,
        coalesce(inclusive.lost_count, 0) as inclusive_lost_count,
        coalesce(inclusive.closed_count, 0) as inclusive_closed_count,
        {{ win_rate('inclusive.') }} as inclusive_win_rate,
        coalesce(inclusive.open_count, 0) as inclusive_open_count,
        cast(
            case when inclusive.team_key is null then 0 else inclusive.open_pipeline_amount end
            as decimal(18, 2)
        ) as inclusive_open_pipeline_amount,
        targets.target_amount as inclusive_target_amount,
        targets.target_won_count as inclusive_target_won_count
    from measures
    left join teams
        on
            measures.owner_key = teams.team_key
            and measures.named_on_date >= teams.valid_from
            and measures.named_on_date < teams.valid_to
    left join places
        on measures.owner_key = places.team_key
    left join managers
        on
            measures.owner_key = managers.team_key
            and measures.named_on_date = managers.named_on_date
    left join inclusive
        on
            measures.owner_key = inclusive.team_key
            and measures.month_start_date = inclusive.month_start_date
    left join targets
        on
            measures.owner_key = targets.owner_key
            and measures.month_start_date = targets.month_start_date
)

select * from final
