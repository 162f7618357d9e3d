{#- One text over the rows of a group, whatever their order. It is compared within one database file
    only, so the engine's own hash will do. -#}
{% macro order_free_digest(columns) -%}
    {{ return(adapter.dispatch('order_free_digest')(columns)) }}
{%- endmacro %}

{% macro default__order_free_digest(columns) -%}
    cast(sum(cast(xxhash64({{ columns | join(', ') }}) as decimal(38, 0))) as string)
{%- endmacro %}

{% macro duckdb__order_free_digest(columns) -%}
    cast(sum(cast(hash({{ columns | join(', ') }}) as hugeint)) as string)
{%- endmacro %}
