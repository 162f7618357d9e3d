{#- A history model from the runs of exports that showed each record. `seen` is that relation, `id`
    its key column, `payload` the columns whose change makes a version. The steps are macros of their
    own below, each one rule. A night that continues an earlier build does the records that changed. -#}
{% macro versions(seen, id, payload) %}
{%- set keys = ['source_system', 'source_instance', id] -%}
with exports as (
    select * from {{ ref('int_exports_trusted') }}
),

{% if is_incremental() -%}
changed as ({{ changed_records(seen, keys) }}),

{% endif -%}
runs as ({{ runs_in_order(seen, keys) }}),

occurrences as ({{ occurrences(keys, payload) }}),

changes as ({{ content_changes(keys) }}),

intervals as ({{ validity_intervals(keys, payload) }}),

final as ({{ marked_with_build(keys) }})

select * from final
{%- endmacro %}


{#- Records of which a run began or ended in this build, and those that an export lacked: whether
    that was a deletion may have become clear only now. -#}
{% macro changed_records(seen, keys) %}
    select distinct {{ keys | join(', ') }}
    from {{ seen }}
    where
        build_id = '{{ invocation_id }}'
        or (is_gone and feed in (select feed from exports where is_complete))
{% endmacro %}


{#- Each run with its neighbours, and with the exports that would prove the record's absence after
    it. -#}
{% macro runs_in_order(seen, keys) %}
    select
        seen.*,
        exports.absent_as_of,
        exports.absence_confirmed_as_of,
        lag(seen.row_hash) over in_order as previous_row_hash,
        lag(exports.absence_confirmed_as_of) over in_order as previous_absence_confirmed_as_of,
        lead(seen.seen_from) over in_order as next_seen_from
    from {{ seen }} as seen
    {%- if is_incremental() %}
    inner join changed
        on
            {% for key in keys -%}
            {{ 'and ' if not loop.first }}seen.{{ key }} = changed.{{ key }}
            {% endfor -%}
    {%- endif %}
    left join exports
        on
            seen.is_gone
            and seen.source_instance = exports.source_instance
            and seen.feed = exports.feed
            and seen.seen_to = exports.next_export_as_of
    window in_order as (
        partition by {% for key in keys %}seen.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
        order by seen.seen_from asc nulls last, seen.feed asc nulls last
    )
{% endmacro %}


{#- What happened: a record came, changed or came back; or it stayed away until that was beyond
    doubt, and then is deleted from the first export that lacked it, with the payload it was
    last seen with. -#}
{% macro occurrences(keys, payload) %}
    {%- set tracked = payload + ['merged_into_id'] %}
    {%- for is_absent in [false, true] %}
    {%- set is_deleted = 'true' if is_absent else 'coalesce(is_deleted, false)' %}
    select
        {% for column in keys + tracked -%}
        {{ column }},
        {% endfor -%}
        {{ 'absent_as_of' if is_absent else 'seen_from' }} as valid_from,
        {{ is_deleted }} as is_deleted,
        {{ surrogate_key(tracked + [is_deleted]) }} as row_hash
    from runs
    where
        {% if is_absent -%}
        absence_confirmed_as_of < coalesce(next_seen_from, date '9999-12-31')
        {%- else -%}
        row_hash is distinct from previous_row_hash
        or previous_absence_confirmed_as_of < seen_from
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#- A version begins where the content differs from the version before: a change in a raw column
    that nobody tracks makes none. Of two feeds that tell one record differently on one day, one
    counts: what is there before what is gone, then the greater hash. -#}
{% macro content_changes(keys) %}
    select *
    from occurrences
    window in_order as (
        partition by {{ keys | join(', ') }}
        order by valid_from asc nulls last, is_deleted desc nulls last, row_hash asc nulls last
    )
    qualify
        row_hash is distinct from lag(row_hash) over in_order
        and valid_from is distinct from lead(valid_from) over in_order
{% endmacro %}


{#- Half-open intervals [valid_from, valid_to) that follow each other without a gap; the last one
    is open. -#}
{% macro validity_intervals(keys, payload) %}
    select
        {% for column in keys + payload + ['is_deleted', 'merged_into_id', 'valid_from'] -%}
        {{ column }},
        {% endfor -%}
        coalesce(lead(valid_from) over by_date, date '9999-12-31') as valid_to,
        lead(valid_from) over by_date is null as is_current,
        cast(row_number() over by_date as integer) as version_number,
        row_hash
    from changes
    window by_date as (partition by {{ keys | join(', ') }} order by valid_from asc nulls last)
{% endmacro %}


{#- The build that last changed a row, so that what stands on it need not be built again. -#}
{% macro marked_with_build(keys) %}
    {%- if is_incremental() %}
    select
        intervals.*,
        coalesce(before.build_id, '{{ invocation_id }}') as build_id
    from intervals
    left join {{ this }} as before
        on
            {% for column in keys + ['valid_from', 'valid_to', 'version_number', 'row_hash'] -%}
            {{ 'and ' if not loop.first }}intervals.{{ column }} = before.{{ column }}
            {% endfor -%}
    {%- else %}
    select
        *,
        '{{ invocation_id }}' as build_id
    from intervals
    {%- endif %}
{% endmacro %}


{#- Before a continued build: the runs of feeds that are read again go, to be made anew. -#}
{% macro forget_restarted_feeds() -%}
    {%- set plan = night_plan() -%}
    {%- if plan['is_continued'] -%}
    delete from {{ this }}
    where
        feed in ('none'{% for feed in plan['restarted'] %}, '{{ feed }}'{% endfor %})
        or split_part(feed, '.', 1) in ('{{ var("sources_read_whole") | join("', '") }}')
    {%- endif -%}
{%- endmacro %}


{#- Before a continued build: the history of records goes that no feed read again knows any more. -#}
{% macro forget_vanished_records(seen, id) -%}
    {%- if night_plan()['restarted'] -%}
    delete from {{ this }} as history
    where not exists (
        select 1 from {{ seen }} as seen
        where
            history.source_system = seen.source_system
            and history.source_instance = seen.source_instance
            and history.{{ id }} = seen.{{ id }}
    )
    {%- endif -%}
{%- endmacro %}
