-- A column that source_value_map corrects, of an object that was loaded, is looked at by
-- int_mapped_values_counted.
select
    checks.source_system,
    checks.subject
from {{ ref('mart_coverage_report') }} as checks
inner join {{ ref('mart_load_log') }} as loads
    on
        checks.source_system = loads.source_system
        and checks.subject like loads.object_name || '.%'
where
    checks.check_name = 'mapped_source_values'
    and checks.total_count = 0
    and loads.status = 'loaded'
    and loads.rows_loaded > 0
