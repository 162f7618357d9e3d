{#- The schema is the layer's own name, in every target: readers and publication rely on `core`
    and `marts`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
