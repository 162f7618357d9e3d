{#- Rows of one object as another object's exports may know them: for each export of `feed` the
    newest row per `key` delivered before the next one. Objects of one CRM need not arrive on
    the same day, and a row that is missing from a cut-off file is still known. -#}
{% macro known_rows(relation, key, feed) %}
    select
        known.*,
        exports.export_as_of as known_as_of
    from {{ ref('int_exports_trusted') }} as exports
    inner join {{ relation }} as known
        on
            exports.source_instance = known.source_instance
            and exports.next_export_as_of > known.export_as_of
    where exports.feed = '{{ feed }}'
    qualify row_number() over (
        partition by known.source_instance, known.{{ key }}, exports.export_as_of
        order by known.export_as_of desc nulls last, known.row_hash desc nulls last
    ) = 1
{% endmacro %}
