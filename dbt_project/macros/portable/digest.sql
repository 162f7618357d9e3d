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
