{#- Which of several rows with one key and export date counts: the newer by the source's own
    version column, then the one with the greater hash, so that neither file nor line decides. -#}
{% macro newest_first(relation) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ prefix }}version_at desc nulls last,
    {{ prefix }}row_hash desc nulls last
{%- endmacro %}
