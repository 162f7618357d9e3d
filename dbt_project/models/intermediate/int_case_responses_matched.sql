-- The first answer to each case: as the source tells, else the first completed outbound call,
-- e-mail, meeting or visit between opening and closing that was about the case, or about its
-- account and no deal. A source in which none of that ever occurs cannot be measured.
with cases as (
    select * from {{ ref('int_cases_resolved') }}
),

activities as (
    select * from {{ ref('int_activities_linked') }}
    where is_human_outbound and opportunity_key = 'not_applicable'
),

answers as (
    {% for kind, record_id, case_column in [
        ('case', 'activities.about_id', 'case_id'),
        ('account', 'activities.survivor_account_id', 'survivor_account_id'),
        ('account', 'activities.about_id', 'survivor_account_id'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            cases.case_key,
            activities.happened_at
        from cases
        inner join activities
            on
                cases.source_system = activities.source_system
                and cases.source_instance = activities.source_instance
                and cases.{{ case_column }} = {{ record_id }}
                and cases.opened_at <= activities.happened_at
                and coalesce(cases.closed_at >= activities.happened_at, true)
        {% if 'about_id' in record_id -%}
            where coalesce(activities.what_kind, '{{ kind }}') = '{{ kind }}'
        {%- endif %}
    {% endfor %}
),

first_answers as (
    select
        case_key,
        min(happened_at) as happened_at
    from answers
    group by case_key
),

final as (
    select
        cases.case_key,
        cases.source_system,
        cases.source_instance,
        cases.case_id,
        cases.priority,
        cases.opened_at,
        cases.closed_at,
        coalesce(cases.first_response_at, first_answers.happened_at) as first_response_at,
        cases.first_response_at is null and first_answers.happened_at is not null
            as is_first_response_inferred,
        count(coalesce(cases.first_response_at, first_answers.happened_at)) over (
            partition by cases.source_system, cases.source_instance
        ) > 0 as is_measurable
    from cases
    left join first_answers on cases.case_key = first_answers.case_key
)

select * from final
