with summaries as (
    select * from {{ ref('int_quality_scores_summarised') }}
),

verdicts as (
    select * from {{ ref('quality_verdicts') }}
),

results as (
    select
        summaries.source_system,
        summaries.entity,
        'summary' as check_name,
        cast(null as string) as check_subject,
        summaries.found_count as affected_count,
        summaries.checked_count as total_count,
        cast(null as integer) as points,
        summaries.lost_points,
        summaries.score,
        {% for language in ['en', 'id'] %}
            replace(
                replace(
                    replace(
                        verdicts.detail_{{ language }},
                        '{score}', coalesce(cast(summaries.score as string), '')
                    ),
                    '{found}', cast(summaries.found_count as string)
                ),
                '{checked}', cast(summaries.checked_count as string)
            ) as detail_{{ language }},
        {% endfor %}
        verdicts.verdict
    from summaries
    inner join verdicts
        on
            (summaries.score is null and verdicts.lowest_score is null)
            or (
                summaries.score >= verdicts.lowest_score
                and summaries.score < verdicts.below_score
            )

    union all

    select
        source_system,
        entity,
        check_name,
        subject as check_subject,
        affected_count,
        total_count,
        points,
        lost_points,
        score,
        detail_en,
        detail_id,
        cast(null as string) as verdict
    from {{ ref('int_quality_checks_scored') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        results.source_system,
        results.entity,
        results.check_name,
        results.check_subject,
        results.check_name = 'summary' as is_summary,
        cast(results.affected_count as bigint) as affected_count,
        cast(results.total_count as bigint) as total_count,
        {{ rate('results.affected_count', 'results.total_count') }} as affected_rate,
        results.points,
        cast(results.lost_points as decimal(7, 2)) as lost_points,
        results.score,
        results.verdict,
        cast(summaries.row_count as bigint) as row_count,
        summaries.last_export_date,
        cast(
            {{ datediff_days(as_of_date(), 'summaries.last_export_date') }} as integer
        ) as days_since_export,
        cast(summaries.cadence_days as integer) as cadence_days,
        results.detail_en,
        results.detail_id
    from results
    inner join summaries
        on
            results.source_system = summaries.source_system
            and results.entity = summaries.entity
)

select * from final
