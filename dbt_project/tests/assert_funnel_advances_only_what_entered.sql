-- Of a cohort no more can advance than entered, no more can be won than advanced, and a longer
-- horizon cannot hold less.
with cohorts as (
    select
        *,
        lag(advanced_count) over (
            partition by month_start_date, pipeline_name, stage_name
            order by horizon_days asc nulls last
        ) as shorter_advanced_count,
        lag(is_matured) over (
            partition by month_start_date, pipeline_name, stage_name
            order by horizon_days asc nulls last
        ) as is_shorter_matured
    from {{ ref('mart_funnel_by_stage_cohort_month') }}
)

select *
from cohorts
where
    advanced_count > entered_count
    or won_count > advanced_count
    or shorter_advanced_count > advanced_count
    or (is_matured and not is_shorter_matured)
