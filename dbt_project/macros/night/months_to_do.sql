{#- Facts per opportunity and month: a continued build has the months of what did not change, up to
    that of its business date. Which states can still add a row. -#}
{% macro changed_or_new_month(changed) -%}
    {%- set previous = night_plan()['previous_as_of_date'] -%}
    {%- if previous -%}
        (
            opportunity_key in (select opportunity_key from {{ changed }})
            or (
                {{ month_start(as_of_date()) }} > {{ month_start("date '" ~ previous ~ "'") }}
                and valid_to > {{ month_end("date '" ~ previous ~ "'") }}
            )
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- And which months of them. -#}
{% macro in_month_to_do(states, month_start_date, changed) -%}
    {%- set previous = night_plan()['previous_as_of_date'] -%}
    {%- if previous -%}
        (
            {{ month_start_date }} > {{ month_start("date '" ~ previous ~ "'") }}
            or {{ states }}.opportunity_key in (select opportunity_key from {{ changed }})
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
