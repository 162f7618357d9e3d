-- The state of an opportunity at its first export, dated: an open one was in its stage since it was
-- created (seen within a day of that: evidence, else inferred); a closed one was closed on its
-- closing date, or on its expected close date if the source tells no better.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

first_versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
    where version_number = 1
),

stages as (
    select * from {{ ref('int_stages_mapped') }}
),

dated as (
    select
        first_versions.*,
        stages.is_open,
        opportunities.created_date,
        case when stages.is_open then first_versions.created_at else first_versions.closed_at end
            as told_at,
        case
            when stages.is_open then opportunities.created_date
            else least(
                coalesce(
                    {{ local_date('first_versions.closed_at') }},
                    first_versions.close_date,
                    first_versions.valid_from
                ),
                first_versions.valid_from
            )
        end as changed_date
    from first_versions
    inner join opportunities
        on first_versions.opportunity_key = opportunities.opportunity_key
    inner join stages
        on
            first_versions.source_system = stages.source_system
            and first_versions.pipeline_name = stages.pipeline_name
            and coalesce(first_versions.source_stage_name, 'not_provided')
            = stages.source_stage_name
            and first_versions.valid_from >= stages.valid_from
            and first_versions.valid_from < stages.valid_to
),

final as (
    select
        opportunity_key,
        case
            when {{ local_date('told_at') }} = changed_date then told_at
            else {{ local_midnight('changed_date') }}
        end as changed_at,
        changed_date,
        source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        forecast_category,
        pipeline_name,
        case
            when
                is_open
                and created_at is not null
                and {{ datediff_days('valid_from', 'created_date') }} <= 1
                then 'export_difference'
            else 'inferred'
        end as evidence,
        4 as evidence_rank,
        '0' as evidence_id
    from dated
)

select * from final
