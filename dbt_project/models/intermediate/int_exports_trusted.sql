-- What the absence of a row from an export proves. A complete export that lost more than a tenth of
-- its rows against the export before is taken for a cut-off one: what it holds counts, what it
-- lacks proves nothing.
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
        count(*) as load_count,
        cast(sum(rows_loaded) as bigint) as row_count,
        bool_and(delivery_kind = 'complete') as is_complete
    from loads
    where status = 'loaded'
    group by source_system, source_instance, feed, object_name, export_as_of
),

compared as (
    select
        *,
        lag(row_count) over by_date as previous_row_count,
        lead(export_as_of) over by_date as next_export_as_of
    from exports
    window by_date as (
        partition by source_system, source_instance, feed
        order by export_as_of asc nulls last
    )
),

judged as (
    select
        *,
        is_complete
        and row_count >= {{ var('trusted_row_rate') }} * coalesce(previous_row_count, 0)
            as is_trusted_complete
    from compared
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
        judged.is_complete,
        judged.is_trusted_complete,
        coalesce(judged.next_export_as_of, date '9999-12-31') as next_export_as_of,
        next_trusted.first_as_of as absent_as_of,
        case
            when
                judged.feed in (
                    {% for feed in var('feeds_ending_at_first_absence') %}
                        '{{ feed }}'{{ ',' if not loop.last }}
                    {% endfor %}
                )
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
