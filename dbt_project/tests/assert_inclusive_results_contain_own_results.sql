-- What a team or territory has with everything below it is at least what it has alone, and what has
-- nothing below it has the same in both.
select
    'team' as level_kind,
    team_key as level_key,
    month_start_date
from {{ ref('mart_performance_by_team_month') }}
where
    inclusive_won_count < won_count
    or inclusive_closed_count < closed_count
    or inclusive_open_count < open_count
    or (
        inclusive_won_count = won_count
        and coalesce(inclusive_won_amount, 0) <> coalesce(won_amount, 0)
    )

union all

select
    'territory' as level_kind,
    territory_key as level_key,
    month_start_date
from {{ ref('mart_territory_performance_by_month') }}
where
    inclusive_won_count < won_count
    or inclusive_closed_count < closed_count
    or inclusive_open_count < open_count
    or inclusive_lead_count < lead_count
    or inclusive_case_count < case_count
    or (
        inclusive_won_count = won_count
        and coalesce(inclusive_won_amount, 0) <> coalesce(won_amount, 0)
    )
