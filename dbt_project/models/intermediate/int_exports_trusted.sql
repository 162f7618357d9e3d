-- What the absence of a row from an export proves: nothing where a part or a row of the export was
-- refused, and nothing where a complete export lost more than a tenth of its rows against the one
-- before, as if cut off. Sheets kept by hand may shrink as they like.
{% set plan = night_plan() %}
with loads as (
    select * from {{ ref('stg_pantau__loads') }}
),

exports as (
    select
        source_system,
        source_instance,
        feed,
        object_name,
        export_as_of,
        source_system in ('{{ var("sources_kept_by_hand") | join("', '") }}') as is_kept_by_hand,
        count(*) as load_count,
        cast(sum(rows_loaded) as bigint) as row_count,
        cast(coalesce(sum(rows_rejected - rows_repeated), 0) as bigint) as broken_row_count,
        bool_and(delivery_kind = 'complete') as is_delivered_complete,
        cast(lag(sum(rows_loaded)) over by_date as bigint) as previous_row_count,
        lead(export_as_of) over by_date as next_export_as_of,
        bool_or({{ is_read_now(plan) }}) as is_new,
        lead(bool_or({{ is_read_now(plan) }})) over by_date as is_next_new,
        row_number() over by_date as export_number,
        dense_rank() over (order by source_instance asc nulls last, feed asc nulls last) as feed_key
    from loads
    where status = 'loaded'
    group by source_system, source_instance, feed, object_name, export_as_of
    window by_date as (
        partition by source_system, source_instance, feed
        order by export_as_of asc nulls last
    )
),

unread as (
    -- A refused part, unless the file came again and was read. A container that could not be opened
    -- has no feed: it may have held a part of any, unless it came again with members.
    select distinct
        exports.source_instance,
        exports.feed,
        exports.export_as_of
    from exports
    inner join loads as refused
        on
            exports.source_system = refused.source_system
            and exports.source_instance = refused.source_instance
            and exports.export_as_of = refused.export_as_of
            and exports.feed = coalesce(refused.feed, exports.feed)
    left join loads as read_later
        on
            refused.source_system = read_later.source_system
            and refused.source_instance = read_later.source_instance
            and refused.export_as_of = read_later.export_as_of
            and case
                when refused.feed is null
                    then starts_with(read_later.file_name, refused.file_name || '!')
                when refused.feed = read_later.feed and read_later.status = 'loaded'
                    then refused.file_name = read_later.file_name
            end
    where
        refused.status = 'quarantined'
        and read_later.load_id is null
),

judged as (
    select
        exports.*,
        exports.is_delivered_complete and unread.feed is null as is_complete,
        exports.is_delivered_complete
        and unread.feed is null
        and exports.broken_row_count = 0
        and (
            exports.is_kept_by_hand
            or exports.row_count
            >= {{ var('trusted_row_rate') }} * coalesce(exports.previous_row_count, 0)
        ) as is_trusted_complete
    from exports
    left join unread
        on
            exports.source_instance = unread.source_instance
            and exports.feed = unread.feed
            and exports.export_as_of = unread.export_as_of
),

trusted as (
    select
        source_instance,
        feed,
        export_as_of,
        lead(export_as_of) over (
            partition by source_instance, feed
            order by export_as_of asc nulls last
        ) as second_as_of
    from judged
    where is_trusted_complete
),

next_trusted as (
    select
        judged.source_instance,
        judged.feed,
        judged.export_as_of,
        min(trusted.export_as_of) as first_as_of,
        min(trusted.second_as_of) as second_as_of
    from judged
    inner join trusted
        on
            judged.source_instance = trusted.source_instance
            and judged.feed = trusted.feed
            and judged.export_as_of < trusted.export_as_of
    group by judged.source_instance, judged.feed, judged.export_as_of
),

final as (
    select
        judged.source_system,
        judged.source_instance,
        judged.feed,
        judged.object_name,
        judged.export_as_of,
        judged.load_count,
        judged.row_count,
        judged.previous_row_count,
        judged.broken_row_count,
        judged.is_complete,
        judged.is_trusted_complete,
        judged.is_new,
        cast(judged.feed_key as integer) as feed_key,
        cast(judged.export_number as integer) as export_number,
        not judged.is_new and coalesce(judged.is_next_new, false) as is_last_before_new,
        coalesce(judged.next_export_as_of, date '9999-12-31') as next_export_as_of,
        next_trusted.first_as_of as absent_as_of,
        case
            when
                judged.is_kept_by_hand
                or judged.feed in ('{{ var("feeds_ending_at_first_absence") | join("', '") }}') -- noqa: LT05
                then next_trusted.first_as_of
            else next_trusted.second_as_of
        end as absence_confirmed_as_of
    from judged
    left join next_trusted
        on
            judged.source_instance = next_trusted.source_instance
            and judged.feed = next_trusted.feed
            and judged.export_as_of = next_trusted.export_as_of
)

select * from final
