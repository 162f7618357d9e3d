-- Where a record went that was merged away: its own id is in no fact any more, what belonged to it
-- is booked on the survivor.
with merged as (
    select * from {{ ref('int_records_merged') }}
),

final as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id,
        {{ surrogate_key(['source_system', 'source_instance', 'record_id']) }} as record_key,
        survivor_id,
        {{ surrogate_key(['source_system', 'source_instance', 'survivor_id']) }} as survivor_key,
        cast(merge_depth as integer) as merge_depth
    from merged
)

select * from final
