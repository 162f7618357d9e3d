-- Sources whose opportunities are all done again, because of something that their logs of changes
-- tell at all: it is told for the first time, or an old row was corrected and now none tells it.
-- What a log never tells is taken from the record.
{% set plan = night_plan() %}
{% set previous_day = "date '" ~ (plan['previous_as_of_date'] or '1900-01-01') ~ "'" %}

with changes as (
    select
        *,
        build_id = '{{ invocation_id }}' as is_new
    from {{ ref('hist_opportunity_changes') }}
    where evidence = 'history_object'
),

field_changes as (
    select
        *,
        build_id = '{{ invocation_id }}' as is_new,
        field_name = 'stage_name' as is_told
    from {{ ref('hist_opportunity_field_changes') }}
    where is_current
),

final as (
    select
        source_system,
        source_instance
    from changes
    group by source_system, source_instance
    having
        {% for property in ['source_stage_name', 'amount_trx', 'close_date', 'probability'] %}
            {{ 'or ' if not loop.first }}case
                when count({{ property }}) > 0
                    then count(case when not is_new then {{ property }} end) = 0
                else bool_or(is_new and valid_from <= {{ previous_day }})
            end
        {% endfor %}

    union

    select
        source_system,
        source_instance
    from field_changes
    group by source_system, source_instance
    having
        case
            when bool_or(is_told) then not bool_or(is_told and not is_new)
            else bool_or(is_new and valid_from <= {{ previous_day }})
        end
)

select * from final
