-- A closing before the creation is flagged and gives no cycle; a cycle is never negative.
select
    opportunity_key,
    created_date,
    closed_date,
    cycle_days,
    is_cycle_invalid
from {{ ref('fct_opportunities') }}
where
    cycle_days < 0
    or qualified_cycle_days < 0
    or (
        not is_created_date_inferred
        and coalesce(closed_date < created_date, false) <> is_cycle_invalid
    )
    or (is_cycle_invalid and cycle_days is not null)
    or (is_open and closed_date is not null)
    or ((is_won or is_lost) and closed_date is null)
