-- Opportunities as they stand now, with what must be known before any event is read: when they
-- were created, first exported and deleted. A merged one is deleted on the day of its merge.
with versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

spans as (
    select
        opportunity_key,
        min(valid_from) as first_export_date,
        max(case when not is_deleted then valid_to end) as last_alive_to
    from versions
    group by opportunity_key
),

changes as (
    select
        source_system,
        source_instance,
        opportunity_id,
        changed_at
    from {{ ref('hist_opportunity_changes') }}

    union all

    select
        source_system,
        source_instance,
        opportunity_id,
        changed_at
    from {{ ref('hist_opportunity_field_changes') }}
    where is_current
),

first_changes as (
    select
        versions.opportunity_key,
        min({{ local_date('changes.changed_at') }}) as first_changed_date
    from versions
    inner join changes
        on
            versions.source_system = changes.source_system
            and versions.source_instance = changes.source_instance
            and versions.opportunity_id = changes.opportunity_id
            and versions.is_current
    group by versions.opportunity_key
),

last_exports as (
    select
        exports.source_system,
        exports.source_instance,
        max(exports.export_as_of) as last_export_date
    from {{ ref('int_exports_trusted') }} as exports
    inner join {{ ref('entity_objects') }} as objects
        on
            objects.entity = 'opportunities'
            and exports.source_system = objects.source_system
            and exports.object_name = objects.object_name
    group by exports.source_system, exports.source_instance
),

told as (
    select
        versions.opportunity_key,
        coalesce({{ local_date('versions.closed_at') }}, versions.close_date) as told_closing_date
    from versions
    inner join last_exports
        on
            versions.source_system = last_exports.source_system
            and versions.source_instance = last_exports.source_instance
            and versions.is_current
    where
        coalesce({{ local_date('versions.closed_at') }}, versions.close_date)
        <= last_exports.last_export_date
),

dated as (
    select
        versions.*,
        -- no export knows the future: a later date is a slip, and counts as the business date
        least(
            coalesce(
                {{ local_date('versions.created_at') }},
                first_changes.first_changed_date,
                spans.first_export_date
            ),
            {{ as_of_date() }}
        ) as created_date,
        versions.created_at is null as is_created_date_inferred,
        spans.first_export_date,
        case
            when versions.is_deleted then coalesce(spans.last_alive_to, spans.first_export_date)
        end as deleted_date,
        -- the day of closing by the record's own word, if it is closed; no export knows a later one
        told.told_closing_date
    from versions
    inner join spans on versions.opportunity_key = spans.opportunity_key
    left join first_changes on versions.opportunity_key = first_changes.opportunity_key
    left join told on versions.opportunity_key = told.opportunity_key
    where versions.is_current
),

absorbed as (
    select
        survivor_key,
        min(created_at) as created_at,
        min(created_date) as created_date,
        min_by(is_created_date_inferred, created_date) as is_created_date_inferred
    from dated
    where is_merged
    group by survivor_key
),

final as (
    select
        dated.*,
        -- a deal that others were merged into began with the earliest of them
        least(dated.created_at, absorbed.created_at) as deal_created_at,
        least(dated.created_date, absorbed.created_date) as deal_created_date,
        case
            when absorbed.created_date < dated.created_date
                then absorbed.is_created_date_inferred
            else dated.is_created_date_inferred
        end as is_deal_created_date_inferred
    from dated
    left join absorbed on dated.opportunity_key = absorbed.survivor_key
)

select * from final
