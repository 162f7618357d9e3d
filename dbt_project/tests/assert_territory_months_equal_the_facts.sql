-- Both territory views add up to the closed deals, leads and cases.
with deals as (
    select
        count(*) filter (where is_won) as won_count,
        count(*) filter (where is_lost) as lost_count,
        coalesce(sum(won_amount), 0) as won_amount
    from {{ ref('fct_opportunities') }}
    where
        (is_won and won_date <= {{ as_of_date() }})
        or (is_lost and lost_date <= {{ as_of_date() }})
),

leads as (
    select count(*) as lead_count
    from {{ ref('fct_leads') }}
    where not is_deleted and lead_created_date <= {{ as_of_date() }}
),

cases as (
    select count(*) as case_count
    from {{ ref('fct_cases') }}
    where not is_deleted and opened_date <= {{ as_of_date() }}
),

actual as (
    select
        territory_view,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count,
        coalesce(sum(won_amount), 0) as won_amount,
        sum(lead_count) as lead_count,
        sum(case_count) as case_count
    from {{ ref('mart_territory_performance_by_month') }}
    group by territory_view
)

select actual.*
from actual
cross join deals
cross join leads
cross join cases
where
    actual.won_count <> deals.won_count
    or actual.lost_count <> deals.lost_count
    or actual.won_amount <> deals.won_amount
    or actual.lead_count <> leads.lead_count
    or actual.case_count <> cases.case_count
