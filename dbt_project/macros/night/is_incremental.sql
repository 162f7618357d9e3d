{#- Whether a model adds to the table it had: in a night that continues a build, and in no other call
    of dbt (see should_full_refresh). dbt would look into the file for the table, which a continued
    build always has; said here, the SQL depends on the plan alone. -#}
{% macro is_incremental() -%}
    {{- return(
        execute and model.config.materialized == 'incremental' and night_plan()['is_continued']
    ) -}}
{%- endmacro %}
