{#- The value meant, where the source is known to misspell one: joins the rows of source_value_map
    for one raw column. The caller selects coalesce(<alias>.canonical_value, <column>). -#}
{% macro join_source_values(alias, column, source_name, object_name, column_name) -%}
    left join {{ ref('source_value_map') }} as {{ alias }}
        on
            {{ column }} = {{ alias }}.source_value
            and {{ alias }}.source_system = '{{ source_name }}'
            and {{ alias }}.object_name = '{{ object_name }}'
            and {{ alias }}.column_name = '{{ column_name }}'
{%- endmacro %}
