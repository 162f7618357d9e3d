{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The score of each kind of record of each source, and what came in of it.
with inputs as (
    select
        source_system,
        replace(entity, '_', ' ') as entity,
        max(total_count) as row_count
    from {{ ref('mart_coverage_report') }}
    where check_name in ('input_present', 'input_empty', 'input_not_delivered')
    group by source_system, replace(entity, '_', ' ')
),

checks as (
    select
        source_system,
        entity,
        count(*) filter (where points > 0 and total_count > 0) as checked_count,
        count(*) filter (where points > 0 and affected_count > 0) as found_count,
        coalesce(sum(lost_points), 0) as lost_points
    from {{ ref('int_quality_checks_scored') }}
    group by source_system, entity
),

feeds as (
    select
        *,
        replace(entity, '_', ' ') as shown_entity
    from {{ ref('int_entity_feeds_summarised') }}
),

final as (
    select
        coalesce(inputs.source_system, checks.source_system) as source_system,
        coalesce(inputs.entity, checks.entity) as entity,
        inputs.row_count,
        feeds.last_export_date,
        feeds.cadence_days,
        coalesce(checks.checked_count, 0) as checked_count,
        coalesce(checks.found_count, 0) as found_count,
        checks.lost_points,
        -- of nothing there is no quality
        case
            when checks.checked_count > 0 and coalesce(inputs.row_count, 1) > 0
                then cast(greatest(100 - checks.lost_points, 0) as decimal(5, 2))
        end as score
    from inputs
    full outer join checks
        on
            inputs.source_system = checks.source_system
            and inputs.entity = checks.entity
    left join feeds
        on
            coalesce(inputs.source_system, checks.source_system) = feeds.source_system
            and coalesce(inputs.entity, checks.entity) = feeds.shown_entity
)

select * from final
