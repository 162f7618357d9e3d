{#- The raw rows of one object that this build reads: those known at the business date, and, in a
    night that continues an earlier build, only those of new loads. Every staging model reads through
    here, so nothing downstream can see an export of the future, or one not yet known at
    `as_known_at`. -#}
{% macro raw_rows(source_name, object_name) -%}
    {%- set feed = source_name ~ '.' ~ object_name -%}
    {%- set whole = source(source_name, object_name) -%}
    {%- set plan = night_plan() -%}
    {%- if execute and as_known_at() -%}
        {%- set loads = known_loads(source_name, object_name) -%}
    {%- elif not is_read_whole(plan, source_name, feed) -%}
        {%- set loads = [] -%}
        {%- for load_id in plan['new_loads'].get(feed, []) -%}
            {%- do loads.append((load_id, 'raw')) -%}
        {%- endfor -%}
    {%- endif -%}
    select *
    from {{ raw_files(source_name, object_name, loads) if loads is defined else whole }}
    where _export_as_of <= {{ as_of_date() }}
{%- endmacro %}


{#- Pairs of load id and folder of the loads of one object that were known at `as_known_at`. A load
    replaced since then lies in superseded. -#}
{% macro known_loads(source_name, object_name) -%}
    {%- set query -%}
        select load_id, case when status = 'loaded' then 'raw' else 'superseded' end
        from ({{ known_load_log() }}) as known
        where
            source_system = '{{ source_name }}'
            and object_name = '{{ object_name }}'
            and known_status = 'loaded'
    {%- endset -%}
    {%- set loads = [] -%}
    {%- for row in run_query(query) -%}
        {%- do loads.append((row[0], row[1])) -%}
    {%- endfor -%}
    {{- return(loads) -}}
{%- endmacro %}


{#- The load log as it stood at `as_known_at`: what was loaded later is not there, what was replaced
    later still counts, or is still refused. -#}
{% macro known_load_log() -%}
    {%- set known_at = as_known_at() -%}
    select
        *,
        {% if known_at -%}
        case
            when
                status = 'superseded'
                and cast(superseded_at as timestamp) > {{ known_at }}
                then first_status
            else status
        end as known_status
        {%- else -%}
        status as known_status
        {%- endif %}
    from {{ source('pantau', 'load_log') }}
    {% if known_at -%}
    where loaded_at is null or cast(loaded_at as timestamp) <= {{ known_at }}
    {%- endif %}
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
