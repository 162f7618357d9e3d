{#- A share as double; NULL, never 0, where the denominator is 0 or missing. -#}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
