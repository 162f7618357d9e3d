{#- Whether the engine refuses to write what breaks a constraint of a contract. -#}
{% macro constraints_are_enforced() -%}
    {{ return(adapter.dispatch('constraints_are_enforced')()) }}
{%- endmacro %}

{% macro default__constraints_are_enforced() -%}
    {{ return(false) }}
{%- endmacro %}

{% macro duckdb__constraints_are_enforced() -%}
    {{ return(true) }}
{%- endmacro %}
