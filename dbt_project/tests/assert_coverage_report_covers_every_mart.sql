-- Every CRM that delivered anything has a line for every mart and input, also for what is missing.
with sources as (
    select distinct source_system
    from {{ ref('mart_load_log') }}
    where status = 'loaded' and source_system <> 'planning'
)

select
    sources.source_system,
    inputs.mart_name,
    inputs.entity
from sources
cross join {{ ref('mart_inputs') }} as inputs
left join {{ ref('mart_coverage_report') }} as report
    on
        sources.source_system = report.source_system
        and inputs.mart_name = report.mart_name
        and inputs.entity = report.entity
        and report.check_name like 'input%'
where report.source_system is null
