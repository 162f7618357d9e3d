-- An opportunity is open, won or lost, and only one of them; a deleted one is none. Amounts of an
-- outcome stand with that outcome only.
select
    opportunity_key,
    is_open,
    is_won,
    is_lost,
    is_deleted,
    is_win_rate_eligible,
    won_amount,
    lost_amount
from {{ ref('fct_opportunities') }}
where
    case when is_open then 1 else 0 end
    + case when is_won then 1 else 0 end
    + case when is_lost then 1 else 0 end
    <> case when is_deleted then 0 else 1 end
    or (won_amount is not null and not is_won)
    or (lost_amount is not null and not is_lost)
    or (is_won and won_amount is distinct from amount)
    or (is_win_rate_eligible and not is_won and not is_lost)
    or (is_lost and not is_win_rate_eligible)
