{#- Of each column the latest value that is not NULL, of a group of records in the order of a rank. -#}
{% macro latest_known(columns, rank) -%}
    {% for column in columns -%}
        max_by({{ column }}, case when {{ column }} is not null then {{ rank }} end)
            as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
{%- endmacro %}
