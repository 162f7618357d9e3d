-- Sources whose opportunities are all done again, because of something that their logs of changes
-- tell at all: it is told for the first time, or an old row was corrected and now none tells it, or
-- rows were read again from the first load on. What a log never tells is taken from the record.
{% set plan = night_plan() %}
{% set previous_day = "date '" ~ (plan['previous_as_of_date'] or '1900-01-01') ~ "'" %}

with told as (
    {% for property in ['source_stage_name', 'amount_trx', 'close_date', 'probability'] %}
        select
            source_system,
            source_instance,
            '{{ property }}' as property_name,
            {{ property }} is not null as is_told,
            build_id = '{{ invocation_id }}' as is_new,
            valid_from
        from {{ ref('hist_opportunity_changes') }}
        where evidence = 'history_object'

        union all

    {% endfor %}
    select
        source_system,
        source_instance,
        'field_history' as property_name,
        field_name = 'stage_name' as is_told,
        build_id = '{{ invocation_id }}' as is_new,
        valid_from
    from {{ ref('hist_opportunity_field_changes') }}
    where is_current
),

final as (
    select
        source_system,
        source_instance
    from told
    group by source_system, source_instance
    having
        source_system in (
            'none'
            {%- for feed in plan['restarted'] %}, '{{ feed.split(".")[0] }}'{% endfor %}
        )

    union

    select
        source_system,
        source_instance
    from told
    group by source_system, source_instance, property_name
    having
        (bool_or(is_told) and not bool_or(is_told and not is_new))
        or (not bool_or(is_told) and bool_or(is_new and valid_from <= {{ previous_day }}))
)

select * from final
