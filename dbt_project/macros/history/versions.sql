{#- A history model from observations, one row per key and export in which the key was seen.
    `observed` is the relation of observations, `id` its key column, `payload` the columns
    whose change makes a version. The steps are macros of their own below, each one rule.
    Nothing here looks at load, file or line, so their order cannot matter. -#}
{% macro versions(observed, id, payload) %}
{%- set keys = ['source_system', 'source_instance', id] -%}
with presences as ({{ presences(observed, keys) }}),

sequenced as ({{ sequenced_presences(keys) }}),

occurrences as ({{ occurrences() }}),

contents as ({{ contents(observed, keys, payload) }}),

changes as ({{ content_changes(keys) }}),

final as ({{ validity_intervals(keys, payload) }})

select * from final
{%- endmacro %}


{#- One narrow row per key and export date: a night's export repeats every row of the night
    before, so the payload stays out until the changes are known. Parts of one export are a
    union. -#}
{% macro presences(observed, keys) %}
    select
        {{ keys | join(',\n        ') }},
        export_as_of,
        feed,
        row_hash
    from {{ observed }}
    qualify row_number() over (
        partition by {{ keys | join(', ') }}, export_as_of
        order by {{ newest_first() }}
    ) = 1
{% endmacro %}


{#- Each presence with its neighbours, and with the exports that would prove the key's absence
    after it. -#}
{% macro sequenced_presences(keys) %}
    select
        presences.*,
        exports.absent_as_of,
        exports.absence_confirmed_as_of,
        lag(presences.row_hash) over by_export as previous_row_hash,
        lag(exports.absence_confirmed_as_of) over by_export as previous_absence_confirmed_as_of,
        lead(presences.export_as_of) over by_export as next_export_as_of
    from presences
    left join {{ ref('int_exports_trusted') }} as exports
        on
            presences.source_instance = exports.source_instance
            and presences.feed = exports.feed
            and presences.export_as_of = exports.export_as_of
    window by_export as (
        partition by {% for key in keys %}presences.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
        order by presences.export_as_of asc nulls last
    )
{% endmacro %}


{#- What happened: a row came, changed or came back; or it stayed away until that was beyond
    doubt, and then is deleted from the first export that lacked it, with the payload it was
    last seen with. -#}
{% macro occurrences() %}
    select
        *,
        export_as_of as valid_from,
        false as is_absent
    from sequenced
    where
        row_hash is distinct from previous_row_hash
        or previous_absence_confirmed_as_of < export_as_of

    union all

    select
        *,
        absent_as_of as valid_from,
        true as is_absent
    from sequenced
    where absence_confirmed_as_of < coalesce(next_export_as_of, date '9999-12-31')
{% endmacro %}


{#- The payload of each occurrence, and one hash over it. A row that stands in two parts of an
    export is here twice, and once after the next step. -#}
{% macro contents(observed, keys, payload) %}
    {%- set is_deleted = '(coalesce(seen.is_deleted, false) or occurrences.is_absent)' %}
    {%- set tracked = [] %}
    {%- for column in payload + ['merged_into_id'] %}
        {%- do tracked.append('seen.' ~ column) %}
    {%- endfor %}
    select
        {% for column in keys + payload + ['merged_into_id'] -%}
        seen.{{ column }},
        {% endfor -%}
        occurrences.valid_from,
        {{ is_deleted }} as is_deleted,
        {{ surrogate_key(tracked + [is_deleted]) }} as row_hash
    from occurrences
    inner join {{ observed }} as seen
        on
            {% for column in keys + ['export_as_of', 'feed'] -%}
            occurrences.{{ column }} = seen.{{ column }} and
            {% endfor -%}
            occurrences.row_hash = seen.row_hash
{% endmacro %}


{#- A version begins where the content differs from the version before: a change in a raw column
    that nobody tracks makes none. -#}
{% macro content_changes(keys) %}
    select *
    from contents
    qualify row_hash is distinct from lag(row_hash) over (
        partition by {{ keys | join(', ') }} order by valid_from asc nulls last
    )
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
