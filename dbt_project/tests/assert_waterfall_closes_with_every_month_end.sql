-- With all close dates in the window, each month closes with what fct_pipeline_months has open at
-- its end: the same opportunities, with the same amount, owner, team and territory.
with closings as (
    select * from {{ ref('fct_pipeline_movements') }}
    where window_kind = 'all' and bucket = 'closing'
),

months as (
    select * from {{ ref('fct_pipeline_months') }}
)

select
    coalesce(closings.opportunity_key, months.opportunity_key) as opportunity_key,
    coalesce(closings.period_start_date, months.month_start_date) as month_start_date,
    closings.amount as closing_amount,
    months.amount as open_amount
from closings
full outer join months
    on
        closings.opportunity_key = months.opportunity_key
        and closings.period_start_date = months.month_start_date
where
    closings.opportunity_key is null
    or months.opportunity_key is null
    or closings.amount is distinct from months.amount
    or closings.rep_key <> months.owner_rep_key
    or closings.team_key <> months.team_key
    or closings.territory_key <> months.territory_key
