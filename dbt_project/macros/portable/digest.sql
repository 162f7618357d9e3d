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


{#- 64 bits that stand for the values of some columns, to compare rows within one query. -#}
{% macro row_hash_64(columns) -%}
    {{ return(adapter.dispatch('row_hash_64')(columns)) }}
{%- endmacro %}

{% macro default__row_hash_64(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}

{% macro duckdb__row_hash_64(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}
