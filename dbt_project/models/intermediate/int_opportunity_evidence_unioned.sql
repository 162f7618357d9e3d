-- What is known about the past of an opportunity, from the best kind of evidence it has: the CRM's
-- history object, its log of single properties, milestone dates, the differences between exports.
-- Date-only evidence carries the local midnight as changed_at.
with versions as (
    select
        *,
        lag(source_stage_name) over opportunity_versions as previous_stage_name,
        lag(amount_trx) over opportunity_versions as previous_amount_trx,
        lag(close_date) over opportunity_versions as previous_close_date,
        lag(probability) over opportunity_versions as previous_probability
    from {{ ref('int_opportunity_versions_keyed') }}
    where not is_deleted
    window
        opportunity_versions as (
            partition by opportunity_key order by version_number asc nulls last
        )
),

observed as (
    select
        versions.opportunity_key,
        {{ local_midnight('versions.valid_from') }} as changed_at,
        versions.valid_from as changed_date,
        versions.source_stage_name,
        versions.amount_trx,
        versions.currency_code,
        versions.close_date,
        versions.probability,
        'export_difference' as evidence,
        4 as evidence_rank,
        cast(versions.version_number as string) as evidence_id
    from versions
    where
        versions.version_number > 1
        and (
            versions.source_stage_name is distinct from versions.previous_stage_name
            or versions.amount_trx is distinct from versions.previous_amount_trx
            or versions.close_date is distinct from versions.previous_close_date
            or versions.probability is distinct from versions.previous_probability
        )
),

combined as (
    select * from {{ ref('int_opportunity_changes_delivered') }}
    union all
    select * from observed
    union all
    select * from {{ ref('int_opportunity_first_states_inferred') }}
),

final as (
    select * from combined
    qualify
        dense_rank() over (partition by opportunity_key order by evidence_rank asc nulls last) = 1
)

select * from final
