{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What came in for each kind of record, over all objects that tell of it: how it was read, whether
-- its exports prove anything, and whether its feeds are on time.
with objects as (
    select * from {{ ref('entity_objects') }}
),

cadences as (
    {% for source, days in var('source_cadence_days').items() %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ source }}' as source_system,
            {{ days }} as cadence_days
    {% endfor %}
),

exports as (
    select
        source_system,
        object_name,
        source_instance,
        max(export_as_of) as last_export_date,
        count(*) filter (where is_complete) as complete_export_count,
        count(*) filter (where is_complete and not is_trusted_complete)
            as untrusted_export_count
    from {{ ref('int_exports_trusted') }}
    group by source_system, object_name, source_instance
),

loads as (
    select
        source_system,
        object_name,
        source_instance,
        cast(sum(rows_read) as bigint) as row_read_count,
        cast(coalesce(sum(rows_rejected), 0) as bigint) as row_rejected_count,
        cast(sum(rows_repeated) as bigint) as row_repeated_count
    from {{ ref('stg_pantau__loads') }}
    where status = 'loaded'
    group by source_system, object_name, source_instance
),

final as (
    select
        objects.source_system,
        objects.entity,
        -- of several feeds the one that lags most
        min(exports.last_export_date) as last_export_date,
        min(cadences.cadence_days) as cadence_days,
        count(*) as feed_count,
        count(cadences.cadence_days) as expected_feed_count,
        count(*) filter (
            where {{ datediff_days(as_of_date(), 'exports.last_export_date') }}
            > cadences.cadence_days + {{ var('cadence_grace_days') }}
        ) as overdue_feed_count,
        cast(sum(exports.complete_export_count) as bigint) as complete_export_count,
        cast(sum(exports.untrusted_export_count) as bigint) as untrusted_export_count,
        cast(sum(loads.row_read_count) as bigint) as row_read_count,
        cast(sum(loads.row_rejected_count) as bigint) as row_rejected_count,
        cast(sum(loads.row_repeated_count) as bigint) as row_repeated_count
    from objects
    inner join exports
        on
            objects.source_system = exports.source_system
            and objects.object_name = exports.object_name
    inner join loads
        on
            exports.source_system = loads.source_system
            and exports.object_name = loads.object_name
            and exports.source_instance = loads.source_instance
    left join cadences on objects.source_system = cadences.source_system
    group by objects.source_system, objects.entity
)

select * from final
