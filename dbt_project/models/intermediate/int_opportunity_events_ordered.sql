-- One ordered list of what a source tells of each opportunity: an inferred beginning where the
-- evidence starts after the creation, the best evidence, a correction where it ends wrong. A stage
-- means what it means in the pipeline of that time; a word which that pipeline does not have, as
-- where the move is noticed late, in the latest of the opportunity's pipelines that has it.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

evidence as (
    select * from {{ ref('int_opportunity_evidence_unioned') }}
),

stages as (
    select * from {{ ref('int_stages_mapped') }}
),

first_evidence as (
    select
        opportunity_key,
        min(changed_date) as first_changed_date
    from evidence
    group by opportunity_key
),

combined as (
    select
        opportunities.opportunity_key,
        case
            when {{ local_date('opportunities.created_at') }} = opportunities.created_date
                then opportunities.created_at
            else {{ local_midnight('opportunities.created_date') }}
        end as changed_at,
        opportunities.created_date as changed_date,
        'not_recorded' as source_stage_name,
        cast(null as decimal(18, 2)) as amount_trx,
        versions.currency_code,
        cast(null as date) as close_date,
        cast(null as double) as probability,
        cast(null as string) as forecast_category,
        versions.pipeline_name,
        'inferred' as evidence,
        'creation' as evidence_id,
        1 as event_rank
    from opportunities
    inner join first_evidence
        on opportunities.opportunity_key = first_evidence.opportunity_key
    inner join versions
        on
            opportunities.opportunity_key = versions.opportunity_key
            and versions.version_number = 1
    where opportunities.created_date < first_evidence.first_changed_date
    {% for relation, event_rank in [
        ('evidence', 2), (ref('int_opportunity_corrections_dated'), 3)
    ] %}

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
            forecast_category,
            pipeline_name,
            evidence,
            evidence_id,
            {{ event_rank }} as event_rank
        from {{ relation }}
    {% endfor %}
),

words as (
    select distinct
        source_system,
        pipeline_name,
        source_stage_name
    from stages
),

other_pipelines as (
    select * from {{ ref('int_stage_words_of_moved_opportunities_placed') }}
),

placed as (
    select
        combined.*,
        opportunities.source_system,
        case
            when words.source_system is not null then combined.pipeline_name
            else coalesce(other_pipelines.pipeline_name, opportunities.pipeline_name)
        end as stage_pipeline_name
    from combined
    inner join opportunities on combined.opportunity_key = opportunities.opportunity_key
    left join words
        on
            opportunities.source_system = words.source_system
            and combined.pipeline_name = words.pipeline_name
            and combined.source_stage_name = words.source_stage_name
    left join other_pipelines
        on
            combined.opportunity_key = other_pipelines.opportunity_key
            and combined.source_stage_name = other_pipelines.source_stage_name
),

final as (
    select
        placed.opportunity_key,
        placed.changed_at,
        placed.changed_date,
        row_number() over (
            partition by placed.opportunity_key
            order by
                placed.event_rank asc nulls last,
                placed.changed_at asc nulls last,
                case
                    when placed.evidence = 'milestone_dates' then stages.stage_order else 0
                end asc nulls last,
                placed.evidence_id asc nulls last
        ) as event_sequence,
        stages.stage_key,
        placed.source_stage_name,
        stages.stage_name,
        stages.stage_order,
        stages.is_open,
        cast(placed.amount_trx as decimal(18, 2)) as amount_trx,
        placed.currency_code,
        placed.close_date,
        placed.probability,
        placed.forecast_category,
        placed.stage_pipeline_name as pipeline_name,
        placed.evidence
    from placed
    inner join stages
        on
            placed.source_system = stages.source_system
            and placed.stage_pipeline_name = stages.pipeline_name
            and placed.source_stage_name = stages.source_stage_name
            and placed.changed_date >= stages.valid_from
            and placed.changed_date < stages.valid_to
)

select * from final
