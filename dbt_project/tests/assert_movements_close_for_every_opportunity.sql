-- For each single opportunity opening and what moved make the closing, to the cent. So the
-- waterfall closes for every currency, account, product, or whatever else an opportunity has.
with signed as (
    select
        movements.window_kind,
        movements.period_start_date,
        movements.opportunity_key,
        opportunities.currency_code,
        case when movements.bucket = 'closing' then -1 else 1 end
        * coalesce(movements.amount, 0) as amount,
        case
            when movements.bucket in ('increased', 'decreased', 'fx') then 0
            when movements.bucket in ('opening', 'new', 'moved_in', 'reopened') then 1
            else -1
        end as opportunity_count
    from {{ ref('fct_pipeline_movements') }} as movements
    inner join {{ ref('fct_opportunities') }} as opportunities
        on movements.opportunity_key = opportunities.opportunity_key
)

select
    window_kind,
    period_start_date,
    currency_code,
    opportunity_key,
    sum(amount) as amount_left,
    sum(opportunity_count) as count_left
from signed
group by window_kind, period_start_date, currency_code, opportunity_key
having sum(amount) <> 0 or sum(opportunity_count) <> 0
