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
