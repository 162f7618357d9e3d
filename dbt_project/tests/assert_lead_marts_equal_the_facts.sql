-- Every dated lead is in one month and source, and in one cohort of every horizon.
with leads as (
    select
        count(*) as lead_count,
        count(*) filter (where is_converted) as converted_count,
        count(*) filter (where is_won) as won_count
    from {{ ref('fct_leads') }}
    where not is_deleted and lead_created_date <= {{ as_of_date() }}
),

by_source as (
    select
        coalesce(sum(lead_count), 0) as lead_count,
        coalesce(sum(converted_count), 0) as converted_count,
        coalesce(sum(won_count), 0) as won_count
    from {{ ref('mart_leads_by_source_month') }}
),

cohorts as (
    select
        horizon_days,
        sum(lead_count) as lead_count
    from {{ ref('mart_lead_funnel_by_cohort_month') }}
    group by horizon_days
)

select
    'source' as mart,
    by_source.lead_count
from by_source
cross join leads
where
    by_source.lead_count <> leads.lead_count
    or by_source.converted_count <> leads.converted_count
    or by_source.won_count <> leads.won_count

union all

select
    'cohort' as mart,
    cohorts.lead_count
from cohorts
cross join leads
where cohorts.lead_count <> leads.lead_count
