-- Every check of the coverage report is rated once, with the report's own counts; nothing else is.
-- What a check found is part of what it looked at, scores lie within 0 and 100, and a summary is
-- what its checks leave over.
with rated as (
    select * from {{ ref('mart_data_quality') }}
    where not is_summary
),

reported as (
    select
        *,
        replace(entity, '_', ' ') as rated_entity
    from {{ ref('mart_coverage_report') }}
    where check_name not like 'input%'
),

sums as (
    select
        source_system,
        entity,
        count(*) filter (where affected_count > 0 and points > 0) as found_count,
        coalesce(sum(lost_points), 0) as lost_points
    from rated
    group by source_system, entity
)

select
    coalesce(rated.source_system, reported.source_system) as source_system,
    coalesce(rated.check_name, reported.check_name) as wrong
from rated
full outer join reported
    on
        rated.source_system = reported.source_system
        and rated.entity = reported.rated_entity
        and rated.check_name = reported.check_name
        and rated.check_subject is not distinct from reported.subject
where
    rated.affected_count is distinct from reported.affected_count
    or rated.total_count is distinct from reported.total_count
    or rated.detail_en is distinct from reported.detail_en
    or rated.affected_count > rated.total_count
    or (rated.score is null) <> (rated.total_count = 0)

union all

select
    source_system,
    check_name as wrong
from {{ ref('mart_data_quality') }}
where score < 0 or score > 100 or affected_count < 0 or affected_count > total_count

union all

select
    summaries.source_system,
    summaries.entity || ': summary' as wrong
from {{ ref('mart_data_quality') }} as summaries
left join sums
    on
        summaries.source_system = sums.source_system
        and summaries.entity = sums.entity
where
    summaries.is_summary
    and (
        summaries.affected_count <> coalesce(sums.found_count, 0)
        or summaries.score <> greatest(100 - sums.lost_points, 0)
        or (summaries.score is null) <> (summaries.verdict = 'not_rated')
    )
