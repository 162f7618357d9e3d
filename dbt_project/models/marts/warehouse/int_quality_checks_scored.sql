{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Every check of the coverage report, with the points it costs. Counts are those of the report;
-- where a mart lacks an input there is nothing to rate.
with report as (
    select
        *,
        replace(entity, '_', ' ') as rated_entity
    from {{ ref('mart_coverage_report') }}
    where check_name not in ('input_present', 'input_empty', 'input_not_delivered')
),

checks as (
    select * from {{ ref('quality_checks') }}
),

shares as (
    select
        report.source_system,
        report.rated_entity as entity,
        report.check_name,
        report.subject,
        report.affected_count,
        report.total_count,
        report.detail_en,
        report.detail_id,
        checks.points,
        {{ rate('report.affected_count', 'report.total_count') }} as affected_rate
    from report
    left join checks on report.check_name = checks.check_name
),

final as (
    select
        *,
        cast(round(points * affected_rate, 2) as decimal(7, 2)) as lost_points,
        cast(round(100 * (1 - affected_rate), 2) as decimal(5, 2)) as score
    from shares
)

select * from final
