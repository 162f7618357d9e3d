-- No step of the lead funnel is wider than the one before it.
select *
from {{ ref('mart_lead_funnel_by_cohort_month') }}
where
    mql_count > lead_count
    or sal_count > mql_count
    or sql_count > sal_count
    or opportunity_count > sql_count
    or won_count > opportunity_count
