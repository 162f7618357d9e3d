with results as (
    select * from {{ ref('int_coverage_checks_unioned') }}
),

checks as (
    select * from {{ ref('coverage_checks') }}
),

judged as (
    select
        results.*,
        checks.detail_en,
        checks.detail_id,
        coalesce(checks.entity, results.subject) as entity,
        -- the subject is an entity of ours where the check names none, else as the source has it
        case
            when checks.entity is null then replace(results.subject, '_', ' ')
            else results.subject
        end as shown_subject,
        coalesce(results.mart_name, checks.mart_name) as affected_mart_name,
        case
            when results.check_name in ('input_empty', 'input_not_delivered')
                then checks.worst_status
            when results.total_count = 0 then 'empty'
            when results.affected_count = 0 or checks.worst_status = 'ok' then 'ok'
            when results.affected_count >= results.total_count then checks.worst_status
            else 'partial'
        end as status
    from results
    left join checks
        on results.check_name = checks.check_name
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        source_system,
        entity,
        affected_mart_name as mart_name,
        check_name,
        status,
        affected_count,
        total_count,
        {% for language in ['en', 'id'] %}
            replace(
                replace(
                    replace(
                        detail_{{ language }}, '{affected}', cast(affected_count as string)
                    ),
                    '{total}', cast(total_count as string)
                ),
                '{subject}', coalesce(shown_subject, '')
            ) as detail_{{ language }},
        {% endfor %}
        subject
    from judged
)

select * from final
