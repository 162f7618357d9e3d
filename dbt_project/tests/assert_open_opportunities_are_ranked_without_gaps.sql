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

select *
from actual
cross join expected
where
    ranked_count <> open_count
    or rank_count <> ranked_count
    or first_rank <> 1
    or last_rank <> ranked_count
