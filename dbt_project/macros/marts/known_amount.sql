{#- Sum of an amount over the rows that count. No such rows: 0. Such rows, but none has an
    amount: NULL, because an unknown amount is not zero. -#}
{% macro known_amount(amount, is_counted) -%}
    cast(
        case
            when count(*) filter (where {{ is_counted }}) = 0 then 0
            else sum({{ amount }}) filter (where {{ is_counted }})
        end as decimal(18, 2)
    )
{%- endmacro %}
