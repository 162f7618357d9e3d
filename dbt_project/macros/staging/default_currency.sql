{#- The currency of a source's amounts where the row names none: the contract's, else the company's. -#}
{% macro default_currency(source_name) -%}
    '{{ var('source_currencies').get(source_name) or setting('reporting_currency') }}'
{%- endmacro %}
