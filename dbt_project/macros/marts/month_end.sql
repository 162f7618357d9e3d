{#- Last day of the calendar month of a date. -#}
{% macro month_end(date_expression) -%}
    cast(last_day({{ date_expression }}) as date)
{%- endmacro %}
