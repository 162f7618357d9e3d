-- Where a record went that was merged away: what belonged to it is booked on the survivor. Only an
-- opportunity keeps a row of its own, for its past in the pipeline.
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
