-- Opening and everything that moves make the closing, in amount and in number, for every window and
-- every member of every level.
with signed as (
    select
        window_kind,
        period_start_date,
        level_kind,
        level_key,
        case when bucket = 'closing' then -amount else amount end as amount,
        case
            when bucket in ('increased', 'decreased', 'fx') then 0
            when bucket in ('opening', 'new', 'moved_in', 'reopened', 'transferred_in')
                then opportunity_count
            else -opportunity_count
        end as opportunity_count
    from {{ ref('mart_pipeline_waterfall') }}
)

select
    window_kind,
    period_start_date,
    level_kind,
    level_key,
    sum(amount) as amount_left,
    sum(opportunity_count) as count_left
from signed
group by window_kind, period_start_date, level_kind, level_key
having sum(amount) <> 0 or sum(opportunity_count) <> 0
