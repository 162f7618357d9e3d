-- Apart from transfers, the members of a level add up to the company, bucket by bucket.
with sums as (
    select
        window_kind,
        period_start_date,
        bucket,
        level_kind,
        sum(opportunity_count) as opportunity_count,
        coalesce(sum(amount), 0) as amount
    from {{ ref('mart_pipeline_waterfall') }}
    where bucket not in ('transferred_in', 'transferred_out')
    group by window_kind, period_start_date, bucket, level_kind
)

select
    members.*,
    company.amount as company_amount
from sums as company
inner join sums as members
    on
        company.window_kind = members.window_kind
        and company.period_start_date = members.period_start_date
        and company.bucket = members.bucket
where
    company.level_kind = 'company'
    and (
        company.amount <> members.amount
        or company.opportunity_count <> members.opportunity_count
    )
