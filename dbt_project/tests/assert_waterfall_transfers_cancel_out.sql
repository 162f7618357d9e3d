-- What one rep, team or territory hands over, another one receives.
select
    window_kind,
    period_start_date,
    level_kind,
    sum(coalesce(amount, 0)) as amount_left
from {{ ref('mart_pipeline_waterfall') }}
where bucket in ('transferred_in', 'transferred_out')
group by window_kind, period_start_date, level_kind
having
    sum(coalesce(amount, 0)) <> 0
    or sum(case when bucket = 'transferred_in' then opportunity_count else -opportunity_count end)
    <> 0
