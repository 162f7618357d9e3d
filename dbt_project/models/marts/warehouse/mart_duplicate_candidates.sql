-- A list to look at; nothing in it is merged. See docs/adr/0013.
with pairs as (
    select * from {{ ref('int_duplicate_pairs_scored') }}
),

reps as (
    select * from {{ ref('dim_sales_reps') }}
    where is_current
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        pairs.source_system,
        pairs.source_instance,
        pairs.record_kind,
        pairs.record_id,
        pairs.record_name,
        coalesce(reps.rep_name, 'unknown') as rep_name,
        pairs.other_record_id,
        pairs.other_record_name,
        coalesce(other_reps.rep_name, 'unknown') as other_rep_name,
        pairs.match_reason,
        cast(pairs.score as double) as score,
        pairs.likelihood
    from pairs
    left join reps
        on
            pairs.source_system = reps.source_system
            and pairs.source_instance = reps.source_instance
            and pairs.owner_id = reps.rep_id
    left join reps as other_reps
        on
            pairs.source_system = other_reps.source_system
            and pairs.source_instance = other_reps.source_instance
            and pairs.other_owner_id = other_reps.rep_id
)

select * from final
