{#- An amount times a rate or share, rounded to the cent. The cast is for DuckDB, which multiplies two decimals of 18
    digits in 64 bits and overflows at 920 million. A hundred trillion or more is no amount of a deal but a slip of a
    pen or a rate, and NULL: one of them in a sum would leave every figure of the company without room. -#}
{% macro reporting_amount(amount, rate) -%}
    cast(
            try_cast(cast({{ amount }} as decimal(20, 2)) * {{ rate }} as decimal(16, 2)) as decimal(18, 2)
        )
{%- endmacro %}
