-- Teams and reps share out the same deals.
with reps as (
    select
        month_start_date,
        sum(won_count) as won_count,
        sum(closed_count) as closed_count,
        sum(open_count) as open_count,
        coalesce(sum(won_amount), 0) as won_amount
    from {{ ref('mart_performance_by_rep_month') }}
    where owner_view = 'credited'
    group by month_start_date
),

teams as (
    select
        month_start_date,
        sum(won_count) as won_count,
        sum(closed_count) as closed_count,
        sum(open_count) as open_count,
        coalesce(sum(won_amount), 0) as won_amount
    from {{ ref('mart_performance_by_team_month') }}
    group by month_start_date
)

select
    reps.*,
    teams.won_count as team_won_count,
    teams.won_amount as team_won_amount
from reps
full outer join teams
    on reps.month_start_date = teams.month_start_date
where
    coalesce(reps.won_count, 0) <> coalesce(teams.won_count, 0)
    or coalesce(reps.closed_count, 0) <> coalesce(teams.closed_count, 0)
    or coalesce(reps.open_count, 0) <> coalesce(teams.open_count, 0)
    or coalesce(reps.won_amount, 0) <> coalesce(teams.won_amount, 0)
