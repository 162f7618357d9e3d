{#- The raw rows known at the business date. Every staging model reads through here, so nothing
    downstream can see an export of the future. -#}
{% macro raw_rows(source_name, object_name) -%}
    select *
    from {{ source(source_name, object_name) }}
    where _export_as_of <= {{ as_of_date() }}
{%- endmacro %}


{#- The columns that every staging model ends with: whose row it is, when it was exported, and
    what it is known by. -#}
{% macro load_columns(source_name, object_name) -%}
    '{{ source_name }}' as source_system,
        _source_instance as source_instance,
        '{{ source_name }}.{{ object_name }}' as feed,
        _export_as_of as export_as_of,
        _row_hash as row_hash,
        _load_id as load_id
{%- endmacro %}
