-- Every source and kind of record that the coverage report names has one summary.
with named as (
    select distinct
        source_system,
        replace(entity, '_', ' ') as entity
    from {{ ref('mart_coverage_report') }}
)

select
    named.source_system,
    named.entity,
    count(quality.entity) as summary_count
from named
left join {{ ref('mart_data_quality') }} as quality
    on
        named.source_system = quality.source_system
        and named.entity = quality.entity
        and quality.is_summary
group by named.source_system, named.entity
having count(quality.entity) <> 1
