-- Every open opportunity is in the list once, and the ranks run from 1 to their number.
with expected as (
    select count(*) as open_count
    from {{ ref('fct_opportunities') }}
    where is_open
),

actual as (
    select
        count(*) as ranked_count,
        count(distinct rank) as rank_count,
        coalesce(min(rank), 1) as first_rank,
        coalesce(max(rank), 0) as last_rank
    from {{ ref('mart_open_opportunities_ranked') }}
)

select
    actual.ranked_count,
    actual.first_rank,
    actual.last_rank,
    expected.open_count
from actual
cross join expected
where
    actual.ranked_count <> expected.open_count
    or actual.rank_count <> actual.ranked_count
    or actual.first_rank <> 1
    or actual.last_rank <> actual.ranked_count
