-- One ordered list of what happened to each opportunity: an inferred beginning where the evidence
-- starts after the creation, the best evidence, a correction where it ends wrong.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

evidence as (
    select * from {{ ref('int_opportunity_evidence_unioned') }}
),

first_evidence as (
    select
        opportunity_key,
        min(changed_date) as first_changed_date
    from evidence
    group by opportunity_key
),

stages as (
    select * from {{ ref('int_stages_mapped') }}
),

combined as (
    select
        opportunities.opportunity_key,
        coalesce(opportunities.created_at, {{ local_midnight('opportunities.created_date') }})
            as changed_at,
        opportunities.created_date as changed_date,
        'not_recorded' as source_stage_name,
        cast(null as decimal(18, 2)) as amount_trx,
        opportunities.currency_code,
        cast(null as date) as close_date,
        cast(null as double) as probability,
        'inferred' as evidence,
        'creation' as evidence_id,
        1 as event_rank
    from opportunities
    inner join first_evidence
        on opportunities.opportunity_key = first_evidence.opportunity_key
    where opportunities.created_date < first_evidence.first_changed_date

    union all

    select
        opportunity_key,
        changed_at,
        changed_date,
        coalesce(source_stage_name, 'not_provided') as source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        evidence,
        evidence_id,
        2 as event_rank
    from evidence

    union all

    select
        opportunity_key,
        changed_at,
        changed_date,
        coalesce(source_stage_name, 'not_provided') as source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        evidence,
        evidence_id,
        3 as event_rank
    from {{ ref('int_opportunity_corrections_dated') }}
),

final as (
    select
        combined.opportunity_key,
        combined.changed_at,
        combined.changed_date,
        row_number() over (
            partition by combined.opportunity_key
            order by
                combined.event_rank asc nulls last,
                combined.changed_at asc nulls last,
                case
                    when combined.evidence = 'milestone_dates' then stages.stage_order else 0
                end asc nulls last,
                combined.evidence_id asc nulls last
        ) as event_sequence,
        stages.stage_key,
        combined.source_stage_name,
        stages.stage_name,
        stages.stage_order,
        stages.is_open,
        cast(combined.amount_trx as decimal(18, 2)) as amount_trx,
        combined.currency_code,
        combined.close_date,
        combined.probability,
        combined.evidence
    from combined
    inner join opportunities on combined.opportunity_key = opportunities.opportunity_key
    inner join stages
        on
            opportunities.source_system = stages.source_system
            and opportunities.pipeline_name = stages.pipeline_name
            and combined.source_stage_name = stages.source_stage_name
            and combined.changed_date >= stages.valid_from
            and combined.changed_date < stages.valid_to
)

select * from final
