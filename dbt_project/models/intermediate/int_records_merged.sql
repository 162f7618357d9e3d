-- Walks merge pointers to the record that survived, so that every child is booked exactly once.
-- A chain that runs in a circle, or ends at a record never exported, resolves to nothing: such
-- records stay what they are.
with recursive records as (
    select * from {{ ref('int_merges_decided') }}
),

chain as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id,
        merged_into_id as survivor_id,
        is_told,
        1 as merge_depth
    from records
    where merged_into_id is not null

    union all

    select
        chain.record_kind,
        chain.source_system,
        chain.source_instance,
        chain.record_id,
        records.merged_into_id as survivor_id,
        chain.is_told,
        chain.merge_depth + 1 as merge_depth
    from chain
    inner join records
        on
            chain.record_kind = records.record_kind
            and chain.source_system = records.source_system
            and chain.source_instance = records.source_instance
            and chain.survivor_id = records.record_id
    where
        records.merged_into_id is not null
        and chain.merge_depth < 20
),

final as (
    select
        chain.record_kind,
        chain.source_system,
        chain.source_instance,
        chain.record_id,
        chain.survivor_id,
        chain.is_told,
        chain.merge_depth
    from chain
    inner join records
        on
            chain.record_kind = records.record_kind
            and chain.source_system = records.source_system
            and chain.source_instance = records.source_instance
            and chain.survivor_id = records.record_id
    where records.merged_into_id is null
)

select * from final
