-- The days on which a quote was sent and accepted, where the source gives no time: the first export
-- that shows it so. What was so at a quote's first export has a day only where the feed was being
-- exported before, so that the quote cannot be older.
with versions as (
    select * from {{ ref('hist_quotes') }}
    where not is_deleted
),

status_map as (
    select * from {{ ref('quote_status_map') }}
),

first_exports as (
    select
        source_system,
        source_instance,
        min(valid_from) as first_export_date
    from {{ ref('hist_quotes') }}
    group by source_system, source_instance
),

seen as (
    select
        versions.source_system,
        versions.source_instance,
        versions.quote_id,
        status_map.canonical_status,
        case
            when
                versions.version_number > 1
                or versions.valid_from > first_exports.first_export_date
                or versions.valid_from <= {{ local_date('versions.quote_created_at') }}
                then versions.valid_from
        end as seen_date
    from versions
    inner join status_map
        on
            versions.source_system = status_map.source_system
            and versions.quote_status = status_map.quote_status
    inner join first_exports
        on
            versions.source_system = first_exports.source_system
            and versions.source_instance = first_exports.source_instance
),

final as (
    select
        source_system,
        source_instance,
        quote_id,
        min(case when canonical_status = 'sent' then seen_date end) as sent_date,
        min(case when canonical_status = 'accepted' then seen_date end) as accepted_date
    from seen
    group by source_system, source_instance, quote_id
)

select * from final
