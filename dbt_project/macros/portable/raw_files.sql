{#- The rows of some loads of one object. On DuckDB only their files are opened: each footer costs
    half a millisecond, and a company has a thousand of them after a year. `loads` holds pairs of
    load id and root folder (raw or superseded). -#}
{% macro raw_files(source_name, object_name, loads) -%}
    {{ return(adapter.dispatch('raw_files')(source_name, object_name, loads)) }}
{%- endmacro %}

{% macro default__raw_files(source_name, object_name, loads) -%}
    (
        select * from {{ source(source_name, object_name) }}
        where _load_id in ('none'{% for load_id, root in loads %}, '{{ load_id }}'{% endfor %})
    ) as loads
{%- endmacro %}

{% macro duckdb__raw_files(source_name, object_name, loads) -%}
    {%- set place = '/' ~ source_name ~ '/' ~ object_name ~ '/' -%}
    read_parquet(
        [
            'raw{{ place }}_schema/rows.parquet'
            {%- for load_id, root in loads %},
            '{{ root }}{{ place }}{{ load_id }}/rows.parquet'
            {%- endfor %}
        ],
        union_by_name = true
    ) as loads
{%- endmacro %}
