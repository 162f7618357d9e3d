{#- One text key from several columns: NULL and '' differ, and 'a', 'bc' differs from 'ab', 'c'.
    md5, because `hash()` is not the same on every engine. -#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), '<null>')
        {%- if not loop.last %} || '|' || {% endif -%}
        {%- endfor %}
    )
{%- endmacro %}
