{#- How long each record was exported with the same content: one row per key, feed and unbroken run
    of exports. `observed` is the relation of observations, one row per key and export; `id` its key
    column, `payload` what is kept of it. A night that continues an earlier build sees new exports
    only: it takes up the runs that were still open, and gives back those that ended or began.
    Nothing here looks at load, file or line, so their order cannot matter. -#}
{% macro seen(observed, id, payload) %}
{%- set keys = ['source_system', 'source_instance', id, 'feed'] -%}
{%- set payload = payload + ['is_deleted', 'merged_into_id'] -%}
with exports as (
    select * from {{ ref('int_exports_trusted') }}
),

presences as ({{ presences(observed, keys) }}),

{% if is_incremental() -%}
new_exports as ({{ new_exports() }}),

open_runs as ({{ open_runs(keys) }}),

continued as ({{ continued_runs(keys) }}),

{% endif -%}
sightings as ({{ sightings(keys) }}),

numbered as ({{ numbered_sightings(keys) }}),

runs as ({{ runs_of_exports(keys) }}),

final as ({{ runs_with_payload(observed, keys, payload) }})

select * from final
{%- endmacro %}


{#- One narrow row per key and export date: a night's export repeats every row of the night
    before, so the payload stays out until the changes are known. Parts of one export are a
    union. -#}
{% macro presences(observed, keys) %}
    select
        {{ keys | join(',\n        ') }},
        export_as_of,
        row_hash
    from {{ observed }}
    qualify row_number() over (
        partition by {{ keys | join(', ') }}, export_as_of
        order by {{ newest_first() }}
    ) = 1
{% endmacro %}


{#- Per feed with new exports: how many there are, and the last one before them. -#}
{% macro new_exports() %}
    select
        source_instance,
        feed,
        count(case when is_new then 1 end) as new_export_count,
        max(case when not is_new then export_as_of end) as last_export_as_of
    from exports
    group by source_instance, feed
    having bool_or(is_new)
{% endmacro %}


{#- The runs that the last known export of a feed with new ones still showed. -#}
{% macro open_runs(keys) %}
    select
        {% for key in keys -%}
        seen.{{ key }},
        {% endfor -%}
        seen.row_hash,
        seen.seen_from,
        new_exports.last_export_as_of as export_as_of
    from {{ this }} as seen
    inner join new_exports
        on
            seen.source_instance = new_exports.source_instance
            and seen.feed = new_exports.feed
    where seen.seen_to = date '9999-12-31'
{% endmacro %}


{#- Keys that every new export shows as before: nothing is written for them. -#}
{% macro continued_runs(keys) %}
    select
        {% for key in keys -%}
        open_runs.{{ key }}{{ ',' if not loop.last }}
        {% endfor -%}
    from open_runs
    inner join presences
        on
            {% for key in keys -%}
            open_runs.{{ key }} = presences.{{ key }} and
            {% endfor -%}
            open_runs.row_hash = presences.row_hash
    inner join new_exports
        on
            open_runs.source_instance = new_exports.source_instance
            and open_runs.feed = new_exports.feed
    group by {% for key in keys %}open_runs.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
    having count(*) = max(new_exports.new_export_count)
{% endmacro %}


{#- What the runs are made of: every presence, and where a build is continued the open run as it
    stood at the last export before. -#}
{% macro sightings(keys) %}
    {%- set relations = ['open_runs', 'presences'] if is_incremental() else ['presences'] %}
    {%- for relation in relations %}
    select
        {% for key in keys -%}
        {{ relation }}.{{ key }},
        {% endfor -%}
        {{ relation }}.export_as_of,
        {{ relation }}.row_hash,
        {{ relation }}.{{ 'seen_from' if relation == 'open_runs' else 'export_as_of' }} as seen_from
    from {{ relation }}
    {%- if is_incremental() %}
    left join continued
        on
            {% for key in keys -%}
            {{ 'and ' if not loop.first }}{{ relation }}.{{ key }} = continued.{{ key }}
            {% endfor -%}
    where continued.feed is null
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#- A run begins where the content differs from the export before, or where that export lacked the
    record. -#}
{% macro numbered_sightings(keys) %}
    {%- set by_export -%}
    partition by {% for key in keys %}sightings.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
        order by sightings.export_as_of asc nulls last
    {%- endset %}
    select
        sightings.*,
        exports.next_export_as_of,
        case
            when
                sightings.row_hash = lag(sightings.row_hash) over by_export
                and sightings.export_as_of = lag(exports.next_export_as_of) over by_export
                then 0
            else 1
        end as is_start
    from sightings
    inner join exports
        on
            sightings.source_instance = exports.source_instance
            and sightings.feed = exports.feed
            and sightings.export_as_of = exports.export_as_of
    window by_export as ({{ by_export }})
{% endmacro %}


{#- One row per run. It ends with the first export that no longer shows it; is_gone says that this
    export lacked the record altogether. -#}
{% macro runs_of_exports(keys) %}
    {%- set record = keys | join(', ') %}
    select
        {{ record }},
        row_hash,
        min(seen_from) as seen_from,
        max(next_export_as_of) as seen_to,
        max(next_export_as_of) < date '9999-12-31'
        and max(next_export_as_of) is distinct from lead(min(seen_from)) over (
            partition by {{ record }} order by run_number asc nulls last
        ) as is_gone
    from (
        select
            *,
            sum(is_start) over (
                partition by {{ record }}
                order by export_as_of asc nulls last
                rows between unbounded preceding and current row
            ) as run_number
        from numbered
    ) as counted
    group by {{ record }}, row_hash, run_number
{% endmacro %}


{#- The payload of each run, as first seen. A row that stands in two parts of an export is there
    twice, hence distinct. -#}
{% macro runs_with_payload(observed, keys, payload) %}
    {%- set relations = [(observed, 'export_as_of')] %}
    {%- if is_incremental() %}
        {%- do relations.append((this, 'seen_from')) %}
    {%- endif %}
    {%- for relation, first_day in relations %}
    select{{ ' distinct' if loop.first }}
        {% for column in keys -%}
        runs.{{ column }},
        {% endfor -%}
        {% for column in payload -%}
        shown.{{ column }},
        {% endfor -%}
        runs.row_hash,
        runs.seen_from,
        runs.seen_to,
        runs.is_gone,
        '{{ invocation_id }}' as build_id
    from runs
    inner join {{ relation }} as shown
        on
            {% for key in keys -%}
            runs.{{ key }} = shown.{{ key }} and
            {% endfor -%}
            runs.row_hash = shown.row_hash
            and runs.seen_from = shown.{{ first_day }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
