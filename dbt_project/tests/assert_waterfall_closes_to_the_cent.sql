-- Opening and everything that moves make the closing, in amount and in number, for every window and
-- every member of every level.
select
    window_kind,
    period_start_date,
    level_kind,
    level_key,
    sum(case when bucket = 'closing' then -amount else amount end) as amount_left,
    sum(
        case
            when bucket in ('opening', 'new', 'moved_in', 'reopened', 'transferred_in')
                then opportunity_count
            when bucket in (
                'moved_out', 'won', 'lost', 'removed', 'transferred_out', 'closing'
            )
                then -opportunity_count
            else 0
        end
    ) as count_left
from {{ ref('mart_pipeline_waterfall') }}
group by window_kind, period_start_date, level_kind, level_key
having amount_left <> 0 or count_left <> 0
