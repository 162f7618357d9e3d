{#- At the end of a night: what the next one makes anew from its first row goes before the file is
    closed, which would compress it and write it, to be copied the next evening. Readers have core and
    marts; the development file keeps everything to be looked at. The file of a night that failed goes
    as a whole, once it was asked which records broke a rule. -#}
{% macro drop_what_is_made_anew() -%}
    {%- set bad = ['error', 'fail', 'runtime error'] -%}
    {%- if execute and target.name == 'nightly' and not results | selectattr('status', 'in', bad) | list -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- set kind = node.config.materialized -%}
            {%- if kind == 'view' or (kind == 'table' and node.schema == 'intermediate') %}
                drop {{ kind }} if exists {{ adapter.quote(node.schema) }}.{{ adapter.quote(node.name) }};
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
