{#- An amount times a rate or share, rounded to the cent. The cast is for DuckDB, which multiplies two decimals of 18
    digits in 64 bits and overflows at 920 million. -#}
{% macro reporting_amount(amount, rate) -%}
    cast(cast({{ amount }} as decimal(20, 2)) * {{ rate }} as decimal(18, 2))
{%- endmacro %}
