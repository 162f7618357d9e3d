{#- What the open pipeline of a day is grouped by. -#}
{% macro pipeline_group_columns() -%}
    {{- return([
        'source_system',
        'source_instance',
        'owner_rep_key',
        'team_key',
        'territory_key',
        'stage_name',
        'currency_code',
    ]) -}}
{%- endmacro %}
