{#- The currency of a source's amounts where the row names none. -#}
{% macro default_currency(source_name) -%}
    '{{ var('source_currencies')[source_name] }}'
{%- endmacro %}
