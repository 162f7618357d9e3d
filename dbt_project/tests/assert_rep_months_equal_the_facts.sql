-- Both owner views add up to the closed deals, in count and to the cent.
with expected as (
    select
        count(*) filter (where is_won) as won_count,
        count(*) filter (where is_lost) as lost_count,
        coalesce(sum(won_amount), 0) as won_amount,
        coalesce(sum(lost_amount), 0) as lost_amount
    from {{ ref('fct_opportunities') }}
    where
        (is_won and won_date <= {{ as_of_date() }})
        or (is_lost and lost_date <= {{ as_of_date() }})
),

actual as (
    select
        owner_view,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count,
        coalesce(sum(won_amount), 0) as won_amount,
        coalesce(sum(lost_amount), 0) as lost_amount
    from {{ ref('mart_performance_by_rep_month') }}
    group by owner_view
)

select
    actual.*,
    expected.won_count as expected_won_count,
    expected.won_amount as expected_won_amount
from actual
cross join expected
where
    actual.won_count <> expected.won_count
    or actual.lost_count <> expected.lost_count
    or actual.won_amount <> expected.won_amount
    or actual.lost_amount <> expected.lost_amount
