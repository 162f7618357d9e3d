{#- How long each record was exported with the same content: one row per key, feed and unbroken run
    of exports. `observed` is the relation of observations, one row per key and export; `id` its key
    column, `payload` what is kept of it. A night that continues an earlier build sees new exports
    only: it takes up the runs that were still open, and gives back those that ended or began.
    Nothing here looks at load, file or line, so their order cannot matter. A night's export repeats
    every row of the night before, so rows are first counted as numbers, then the records that moved
    as texts, and sorted only where counting does not tell. -#}
{% macro seen(observed, id, payload) %}
{%- set record = ['source_system', 'feed_key', id] -%}
{%- set payload = payload + ['is_deleted', 'merged_into_id'] -%}
{#- named here, so that dbt knows of it in any case -#}
{%- set exports_trusted = ref('int_exports_trusted') -%}
with exports as (
    {%- if is_incremental() %}
    {{ exports_with_bits(exports_trusted) }}
    {%- else %}
    select * from {{ exports_trusted }}
    {%- endif %}
),

{% if is_incremental() -%}
moved as ({{ moved_records(observed, id) }}),

{% endif -%}
shown as ({{ shown_rows(observed, id) }}),

contents as ({{ counted_contents(record) }}),

tangled as ({{ tangled_records(record) }}),

runs as ({{ runs_of_exports(record) }}),

dated as ({{ dated_runs(record) }}),

final as ({{ runs_with_payload(observed, id, payload) }})

select * from final
{%- endmacro %}


{#- Where the rows of a record stand that are compared: the delivered ones, and where a build is
    continued, the runs that were open, as rows of the last export before. -#}
{% macro delivered_rows(observed) %}
    from {{ observed }} as rows_compared
    inner join exports
        on
            rows_compared.source_instance = exports.source_instance
            and rows_compared.feed = exports.feed
            and rows_compared.export_as_of = exports.export_as_of
{% endmacro %}

{% macro open_runs() %}
    from {{ this }} as rows_compared
    inner join exports
        on
            rows_compared.source_instance = exports.source_instance
            and rows_compared.feed = exports.feed
            and exports.is_last_before_new
    where rows_compared.seen_to = date '9999-12-31'
{% endmacro %}


{#- One narrow row per row compared, its export as a number; where a build is continued, of the
    records that moved only. -#}
{% macro shown_rows(observed, id) %}
    select
        rows_compared.source_system,
        exports.feed_key,
        rows_compared.{{ id }},
        exports.export_number,
        rows_compared.row_hash,
        rows_compared.version_at
    {{ delivered_rows(observed) }}
    {%- if is_incremental() %}
    where {{ is_moved('rows_compared', id) }}

    union all

    select
        rows_compared.source_system,
        exports.feed_key,
        rows_compared.{{ id }},
        exports.export_number,
        rows_compared.row_hash,
        cast(null as timestamp) as version_at
    {{ open_runs() }}
    and {{ is_moved('rows_compared', id) }}
    {%- endif %}
{% endmacro %}


{#- In a continued build: the records that not every new export shows as they were. 64 bits stand for
    the id and 64 for feed and content: numbers can be counted in a tenth of the time that texts take.
    Two ids with one number would only both be looked at. -#}
{% macro moved_records(observed, id) %}
    {%- set hashes %}
        exports.feed_key,
        exports.export_bit,
        {{ row_hash_64(['rows_compared.' ~ id]) }} as record_hash,
        {{ row_hash_64(['exports.feed_key', 'rows_compared.row_hash']) }} as content_hash
    {%- endset %}
    select distinct counted.record_hash
    from (
        select
            record_hash,
            content_hash,
            min(feed_key) as feed_key,
            bit_or(export_bit) as shown_in
        from (
            select {{ hashes }}
            {{ delivered_rows(observed) }}

            union all

            select {{ hashes }}
            {{ open_runs() }}
        ) as hashed
        group by record_hash, content_hash
    ) as counted
    left join ({{ all_exports_compared() }}) as compared
        on
            counted.feed_key = compared.feed_key
            and counted.shown_in = compared.all_bits
    where compared.feed_key is null
{% endmacro %}


{#- The exports, those that a continued build compares with a bit each. Of a night that catches up on
    more than there are bits, every record counts as moved. -#}
{% macro exports_with_bits(exports) %}
    select
        *,
        case
            when compared_number <= 62 then cast(power(2, compared_number - 1) as bigint)
            else 0
        end as export_bit
    from (
        select
            *,
            case
                when is_new or is_last_before_new
                    then
                        row_number() over (
                            partition by feed_key, is_new or is_last_before_new
                            order by export_number asc nulls last
                        )
            end as compared_number
        from {{ exports }}
    ) as numbered
{% endmacro %}

{% macro all_exports_compared() %}
    select
        feed_key,
        bit_or(export_bit) as all_bits
    from exports
    group by feed_key
    having bool_or(is_last_before_new) and max(compared_number) <= 62
{% endmacro %}


{% macro is_moved(alias, id) -%}
    {{ row_hash_64([alias ~ '.' ~ id]) }} in (select record_hash from moved)
{%- endmacro %}


{#- One row per record and content: from which export to which, in how many rows, and the sums of the
    numbers of their exports, which tell a gap even where another export shows the row twice. -#}
{% macro counted_contents(record) %}
    select
        {% for column in record -%}
        shown.{{ column }},
        {% endfor -%}
        shown.row_hash,
        min(shown.export_number) as first_export,
        max(shown.export_number) as last_export,
        count(*) as row_count,
        sum(shown.export_number) as number_sum,
        sum(cast(shown.export_number as bigint) * shown.export_number) as square_sum
    from shown
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
        not ({{ is_unbroken() }})
        or previous_last_export >= first_export
{% endmacro %}


{#- Whether the exports of a content are all from its first to its last: as many as these, and with
    the sum of their numbers and of the squares of them. -#}
{% macro is_unbroken() -%}
    row_count = last_export - first_export + 1
            and 2 * number_sum = row_count * (first_export + last_export)
            and 6 * square_sum
            = last_export * (last_export + 1) * (2 * last_export + 1)
            - (first_export - 1) * first_export * (2 * first_export - 1)
{%- endmacro %}


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
    two parts of an export is there twice, hence distinct where that can be. A continued build joins
    the records that moved and no others, or all of an export would be hashed with its payload. -#}
{% macro runs_with_payload(observed, id, payload) %}
    {%- if is_incremental() %}
        {%- set parts = [
            (observed, 'not dated.is_taken_up', ' distinct'),
            (this, 'dated.is_taken_up', ''),
        ] %}
    {%- else %}
        {%- set parts = [
            (observed, 'not dated.is_tangled', ''),
            (observed, 'dated.is_tangled', ' distinct'),
        ] %}
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
    {{ dated_with_payload(relation, id) }}
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#- Runs with the rows that show what they showed. -#}
{% macro dated_with_payload(relation, id) %}
    from dated
    inner join
        {%- if is_incremental() %}
        (
            select * from {{ relation }} as delivered
            where {{ is_moved('delivered', id) }}
        ) as payload
        {%- else %} {{ relation }} as payload
        {%- endif %}
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
            {%- endif %}
{% endmacro %}
