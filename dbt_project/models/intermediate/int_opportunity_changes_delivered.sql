-- Changes that a source tells itself, with their kind of evidence: its history object, its log of
-- single properties, or dates on the record. What a history object never fills, as when a sheet
-- lacks the column, and the currency that a row leaves empty, is what the exports of that time say.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

changes as (
    select
        *,
        {{ local_date('changed_at') }} as changed_date
    from {{ ref('hist_opportunity_changes') }}
),

logs as (
    select
        source_system,
        source_instance,
        evidence,
        count(source_stage_name) = 0 as lacks_stages,
        count(amount_trx) = 0 as lacks_amounts,
        count(close_date) = 0 as lacks_close_dates,
        count(probability) = 0 as lacks_probabilities
    from changes
    where evidence = 'history_object'
    group by source_system, source_instance, evidence
),

told as (
    select
        opportunities.opportunity_key,
        changes.changed_at,
        case
            when logs.lacks_stages then versions.source_stage_name
            else changes.source_stage_name
        end as source_stage_name,
        case
            when logs.lacks_amounts then versions.amount_trx else changes.amount_trx
        end as amount_trx,
        coalesce(changes.currency_code, versions.currency_code) as currency_code,
        case
            when logs.lacks_close_dates then versions.close_date else changes.close_date
        end as close_date,
        case
            when logs.lacks_probabilities then versions.probability
            else changes.probability
        end as probability,
        coalesce(changes.forecast_category, versions.forecast_category) as forecast_category,
        versions.pipeline_name,
        changes.evidence,
        case changes.evidence when 'history_object' then 1 else 3 end as evidence_rank,
        changes.change_id as evidence_id
    from changes
    inner join opportunities
        on
            changes.source_system = opportunities.source_system
            and changes.source_instance = opportunities.source_instance
            and changes.opportunity_id = opportunities.opportunity_id
    inner join versions
        on
            opportunities.opportunity_key = versions.opportunity_key
            and changes.changed_date >= versions.known_from
            and changes.changed_date < versions.valid_to
    left join logs
        on
            changes.source_system = logs.source_system
            and changes.source_instance = logs.source_instance
            and changes.evidence = logs.evidence

    union all

    select
        opportunity_key,
        changed_at,
        source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        forecast_category,
        pipeline_name,
        evidence,
        2 as evidence_rank,
        evidence_id
    from {{ ref('int_opportunity_field_changes_completed') }}
),

final as (
    select
        opportunity_key,
        -- no export knows the future: a later date is a slip, and counts as the business date
        case
            when {{ local_date('changed_at') }} > {{ as_of_date() }}
                then {{ local_midnight(as_of_date()) }}
            else changed_at
        end as changed_at,
        least({{ local_date('changed_at') }}, {{ as_of_date() }}) as changed_date,
        source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        forecast_category,
        pipeline_name,
        evidence,
        evidence_rank,
        evidence_id
    from told
)

select * from final
