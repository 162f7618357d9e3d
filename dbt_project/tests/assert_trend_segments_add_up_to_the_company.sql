-- Every kind of segment divides the company's month: amounts to the cent, counts too, except that a
-- deal with several products counts in each of them.
with sums as (
    select
        month_start_date,
        segment_kind,
        sum(won_count) as won_count,
        sum(closed_count) as closed_count,
        coalesce(sum(won_amount), 0) as won_amount,
        coalesce(sum(lost_amount), 0) as lost_amount,
        coalesce(sum(won_amount_constant), 0) as won_amount_constant
    from {{ ref('mart_sales_trend_by_month') }}
    group by month_start_date, segment_kind
),

company as (
    select * from sums
    where segment_kind = 'company'
),

kinds as (
    select 'team' as segment_kind
    union all
    select 'territory' as segment_kind
    union all
    select 'product' as segment_kind
    union all
    select 'industry' as segment_kind
)

select
    company.month_start_date,
    kinds.segment_kind,
    company.won_amount,
    sums.won_amount as segments_won_amount,
    company.lost_amount,
    sums.lost_amount as segments_lost_amount
from company
cross join kinds
left join sums
    on
        company.month_start_date = sums.month_start_date
        and kinds.segment_kind = sums.segment_kind
where
    company.won_amount <> coalesce(sums.won_amount, 0)
    or company.lost_amount <> coalesce(sums.lost_amount, 0)
    or company.won_amount_constant <> coalesce(sums.won_amount_constant, 0)
    or company.won_count > coalesce(sums.won_count, 0)
    or company.closed_count > coalesce(sums.closed_count, 0)
    or (
        kinds.segment_kind <> 'product'
        and (
            company.won_count <> coalesce(sums.won_count, 0)
            or company.closed_count <> coalesce(sums.closed_count, 0)
        )
    )
