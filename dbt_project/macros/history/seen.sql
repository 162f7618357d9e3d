{#- How long each record was exported with the same content: one row per key, feed and unbroken run
    of exports. `observed` is the relation of observations, one row per key and export; `id` its key
    column, `payload` what is kept of it. A night that continues an earlier build sees new exports
    only: it takes up the runs that were still open, and gives back those that ended or began.
    Nothing here looks at load, file or line, so their order cannot matter. A night's export repeats
    every row of the night before, so rows are counted first, and sorted only where counting does
    not tell: of five million rows that takes 3 s instead of 100. -#}
{% macro seen(observed, id, payload) %}
{%- set record = ['source_system', 'feed_key', id] -%}
{%- set payload = payload + ['is_deleted', 'merged_into_id'] -%}
with exports as (
    select * from {{ ref('int_exports_trusted') }}
),

shown as ({{ shown_rows(observed, id) }}),

{% if is_incremental() -%}
moved as ({{ moved_records(record) }}),

{% endif -%}
contents as ({{ counted_contents(record) }}),

tangled as ({{ tangled_records(record) }}),

runs as ({{ runs_of_exports(record) }}),

dated as ({{ dated_runs(record) }}),

final as ({{ runs_with_payload(observed, id, payload) }})

select * from final
{%- endmacro %}


{#- One narrow row per delivered row, its export as a number; and where a build is continued, each
    run that was open as one more row, of the last export before. -#}
{% macro shown_rows(observed, id) %}
    select
        observed.source_system,
        exports.feed_key,
        observed.{{ id }},
        exports.export_number,
        observed.row_hash,
        observed.version_at
    from {{ observed }} as observed
    inner join exports
        on
            observed.source_instance = exports.source_instance
            and observed.feed = exports.feed
            and observed.export_as_of = exports.export_as_of
    {%- if is_incremental() %}

    union all

    select
        seen.source_system,
        exports.feed_key,
        seen.{{ id }},
        exports.export_number,
        seen.row_hash,
        cast(null as timestamp) as version_at
    from {{ this }} as seen
    inner join exports
        on
            seen.source_instance = exports.source_instance
            and seen.feed = exports.feed
            and exports.is_last_before_new
    where seen.seen_to = date '9999-12-31'
    {%- endif %}
{% endmacro %}


{#- In a continued build: the records that not every new export shows as they were. Two hashes of
    64 bits stand for record and content; comparing numbers takes a fifth of comparing texts. -#}
{% macro moved_records(record) %}
    {%- set hashes = 'first_hash, second_hash' %}
    select distinct {{ record | join(', ') }}
    from (
        select
            *,
            {{ row_hash_64(record + ['row_hash']) }} as first_hash,
            {{ row_hash_64(['row_hash'] + record) }} as second_hash
        from shown
    ) as hashed
    where ({{ hashes }}) in (
        select {{ hashes }}
        from (
            select
                feed_key,
                {{ row_hash_64(record + ['row_hash']) }} as first_hash,
                {{ row_hash_64(['row_hash'] + record) }} as second_hash,
                count(*) as row_count,
                min(export_number) as first_export,
                max(export_number) as last_export
            from shown
            group by 1, 2, 3
        ) as counted
        left join ({{ new_spans() }}) as new_spans
            using (feed_key, first_export, last_export, row_count)
        where new_spans.is_continued is null
    )
{% endmacro %}


{#- Per feed with new exports after known ones: from the last known to the last new one, and how many
    rows a record has there that every export shows. -#}
{% macro new_spans() %}
    select
        feed_key,
        min(export_number) as first_export,
        max(export_number) as last_export,
        max(export_number) - min(export_number) + 1 as row_count,
        true as is_continued
    from exports
    where is_new or is_last_before_new
    group by feed_key
    having bool_or(is_last_before_new)
{% endmacro %}


{#- One row per record and content: in how many rows, and from which export to which. -#}
{% macro counted_contents(record) %}
    select
        {% for column in record -%}
        shown.{{ column }},
        {% endfor -%}
        shown.row_hash,
        count(*) as row_count,
        min(shown.export_number) as first_export,
        max(shown.export_number) as last_export
    from shown
    {%- if is_incremental() %}
    inner join moved
        on
            {% for column in record -%}
            {{ 'and ' if not loop.first }}shown.{{ column }} = moved.{{ column }}
            {% endfor %}
    {%- endif %}
    group by
        {% for column in record -%}
        shown.{{ column }},
        {% endfor -%}
        shown.row_hash
{% endmacro %}


{#- Records of which a content comes and goes, or of which an export shows several rows: here counting
    does not tell which row held when. -#}
{% macro tangled_records(record) %}
    select distinct {{ record | join(', ') }}
    from (
        select
            *,
            lag(last_export) over (
                partition by {{ record | join(', ') }}
                order by first_export asc nulls last, last_export asc nulls last, row_hash asc nulls last
            ) as previous_last_export
        from contents
    ) as in_order
    where
        row_count <> last_export - first_export + 1
        or previous_last_export >= first_export
{% endmacro %}


{#- Of several rows of one tangled record in one export the newest counts. -#}
{% macro newest_rows(record) %}
    select shown.*
    from shown
    inner join tangled
        on
            {% for column in record -%}
            {{ 'and ' if not loop.first }}shown.{{ column }} = tangled.{{ column }}
            {% endfor -%}
    qualify row_number() over (
        partition by
            {% for column in record -%}
            shown.{{ column }},
            {% endfor -%}
            shown.export_number
        order by {{ newest_first('shown') }}
    ) = 1
{% endmacro %}


{#- A run begins where the content
    differs from the export before, or where that export lacked the record. -#}
{% macro untangled_runs(record) %}
    {%- set by_export -%}
    partition by {{ record | join(', ') }} order by export_number asc nulls last
    {%- endset %}
    select
        {{ record | join(',\n        ') }},
        row_hash,
        min(export_number) as first_export,
        max(export_number) as last_export
    from (
        select
            *,
            sum(is_start) over (
                {{ by_export }} rows between unbounded preceding and current row
            ) as run_number
        from (
            select
                *,
                case
                    when
                        row_hash = lag(row_hash) over ({{ by_export }})
                        and export_number = lag(export_number) over ({{ by_export }}) + 1
                        then 0
                    else 1
                end as is_start
            from ({{ newest_rows(record) }}) as picked
        ) as marked
    ) as numbered
    group by {{ record | join(', ') }}, row_hash, run_number
{% endmacro %}


{#- All runs: a content that counting could place is one, the tangled ones are sorted. -#}
{% macro runs_of_exports(record) %}
    select
        {% for column in record -%}
        contents.{{ column }},
        {% endfor -%}
        contents.row_hash,
        contents.first_export,
        contents.last_export,
        false as is_tangled
    from contents
    left join tangled
        on
            {% for column in record -%}
            {{ 'and ' if not loop.first }}contents.{{ column }} = tangled.{{ column }}
            {% endfor -%}
    where tangled.feed_key is null

    union all

    select
        *,
        true as is_tangled
    from ({{ untangled_runs(record) }}) as untangled
{% endmacro %}


{#- A run ends with the first export that no longer shows it; is_gone says that this export lacked the
    record altogether. -#}
{% macro dated_runs(record) %}
    select
        runs.*,
        firsts.source_instance,
        firsts.feed,
        firsts.export_as_of as first_as_of,
        firsts.is_last_before_new as is_taken_up,
        lasts.next_export_as_of as seen_to,
        lasts.next_export_as_of < date '9999-12-31' and following.feed_key is null as is_gone
    from runs
    inner join exports as firsts
        on runs.feed_key = firsts.feed_key and runs.first_export = firsts.export_number
    inner join exports as lasts
        on runs.feed_key = lasts.feed_key and runs.last_export = lasts.export_number
    left join runs as following
        on
            {% for column in record -%}
            runs.{{ column }} = following.{{ column }} and
            {% endfor -%}
            runs.last_export + 1 = following.first_export
{% endmacro %}


{#- The payload of each run: as first seen, or as kept where it was taken up. A row that stands in
    two parts of an export is there twice, hence distinct where that can be. -#}
{% macro runs_with_payload(observed, id, payload) %}
    {%- set parts = [(observed, 'not dated.is_tangled', ''), (observed, 'dated.is_tangled', ' distinct')] %}
    {%- if is_incremental() %}
        {%- do parts.append((this, 'dated.is_taken_up', '')) %}
    {%- endif %}
    {%- for relation, condition, distinct in parts %}
    select{{ distinct }}
        dated.source_system,
        dated.source_instance,
        dated.{{ id }},
        dated.feed,
        {% for column in payload -%}
        payload.{{ column }},
        {% endfor -%}
        dated.row_hash,
        {{ 'payload.seen_from' if relation == this else 'dated.first_as_of' }} as seen_from,
        dated.seen_to,
        dated.is_gone,
        '{{ invocation_id }}' as build_id
    from dated
    inner join {{ relation }} as payload
        on
            dated.source_system = payload.source_system
            and dated.source_instance = payload.source_instance
            and dated.feed = payload.feed
            and dated.{{ id }} = payload.{{ id }}
            and dated.row_hash = payload.row_hash
            {%- if relation == this %}
            and payload.seen_to = date '9999-12-31'
            {%- else %}
            and dated.first_as_of = payload.export_as_of
            and not dated.is_taken_up
            {%- endif %}
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
