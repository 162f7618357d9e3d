-- What is known about the past of an opportunity, from the best kind of evidence it has: the CRM's
-- history object, its log of single properties, milestone dates, the differences between exports.
-- Date-only evidence carries the local midnight as changed_at. A closing that exports show happened
-- when the record says so, if that lies between the version before and the export that showed it.
-- What a record says of itself when it is deleted or merged counts too: it is its last state.
with stages as (
    select * from {{ ref('int_stages_mapped') }}
),

versions as (
    select
        *,
        {{ local_date('closed_at') }} as closed_date,
        lag(valid_from) over opportunity_versions as previous_valid_from,
        lag(source_stage_name) over opportunity_versions as previous_stage_name,
        lag(amount_trx) over opportunity_versions as previous_amount_trx,
        lag(close_date) over opportunity_versions as previous_close_date,
        lag(probability) over opportunity_versions as previous_probability,
        lag(currency_code) over opportunity_versions as previous_currency_code,
        lag(forecast_category) over opportunity_versions as previous_forecast_category,
        lag(pipeline_name) over opportunity_versions as previous_pipeline_name
    from {{ ref('int_opportunity_versions_keyed') }}
    window
        opportunity_versions as (
            partition by opportunity_key order by version_number asc nulls last
        )
),

timed as (
    select
        versions.*,
        case
            when
                stages.is_closed
                and versions.closed_date >= versions.previous_valid_from
                and versions.closed_date <= versions.valid_from
                and (versions.source_stage_name is distinct from versions.previous_stage_name)
                then versions.closed_at
        end as told_closed_at
    from versions
    left join stages
        on
            versions.source_system = stages.source_system
            and versions.pipeline_name = stages.pipeline_name
            and versions.source_stage_name = stages.source_stage_name
            and versions.valid_from >= stages.valid_from
            and versions.valid_from < stages.valid_to
),

observed as (
    select
        opportunity_key,
        coalesce(told_closed_at, {{ local_midnight('valid_from') }}) as changed_at,
        coalesce({{ local_date('told_closed_at') }}, valid_from) as changed_date,
        source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        forecast_category,
        pipeline_name,
        'export_difference' as evidence,
        4 as evidence_rank,
        cast(version_number as string) as evidence_id
    from timed
    where
        version_number > 1
        and (
            source_stage_name is distinct from previous_stage_name
            or amount_trx is distinct from previous_amount_trx
            or close_date is distinct from previous_close_date
            or probability is distinct from previous_probability
            or currency_code is distinct from previous_currency_code
            or forecast_category is distinct from previous_forecast_category
            or pipeline_name is distinct from previous_pipeline_name
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
