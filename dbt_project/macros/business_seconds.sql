{#- Working seconds from the calendar's start to a local wall-clock time: full days before it by the cumulative
    working-day number, plus the part of its own day between opening and closing hour. The difference of two such sums
    is the working time between them, so no row per minute is ever needed. -#}
{% macro business_seconds(local_time, working_day_number, is_working_day) -%}
    {%- set opening = var('business_day_start_hour', 9) * 3600 -%}
    {%- set length = var('business_day_end_hour', 17) * 3600 - opening -%}
    (
        {{ length }} * ({{ working_day_number }} - case when {{ is_working_day }} then 1 else 0 end)
        + case
            when {{ is_working_day }}
                then least(
                    greatest(
                        extract(hour from {{ local_time }}) * 3600
                        + extract(minute from {{ local_time }}) * 60
                        + floor(extract(second from {{ local_time }}))
                        - {{ opening }},
                        0
                    ),
                    {{ length }}
                )
            else 0
        end
    )
{%- endmacro %}


{#- The way back from such a sum: the number of the working day on which it is passed, and the
    wall-clock time of that day at which it is. A sum that a day ends with is passed when the next
    working day opens: until then not a second more has gone by. -#}
{% macro business_day_number(seconds) -%}
    {%- set length = (var('business_day_end_hour', 17) - var('business_day_start_hour', 9)) * 3600 -%}
    cast(floor({{ seconds }} / cast({{ length }} as double)) as integer) + 1
{%- endmacro %}

{% macro business_time(seconds, working_day) -%}
    {%- set opening = var('business_day_start_hour', 9) * 3600 -%}
    {%- set length = var('business_day_end_hour', 17) * 3600 - opening -%}
    {{ add_seconds(
        'cast(' ~ working_day ~ ' as timestamp)', opening ~ ' + mod(' ~ seconds ~ ', ' ~ length ~ ')'
    ) }}
{%- endmacro %}
