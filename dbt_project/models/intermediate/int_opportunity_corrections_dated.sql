-- Where the last evidence disagrees with the record itself the record is right: one correction per
-- opportunity, on the first export that showed the record as it is now. Milestone dates tell stages
-- only, so amount and close date are not compared with them.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

last_evidence as (
    select * from {{ ref('int_opportunity_evidence_unioned') }}
    qualify
        row_number() over (
            partition by opportunity_key
            order by changed_at desc nulls last, evidence_id desc nulls last
        ) = 1
),

disagreeing as (
    select
        opportunities.*,
        last_evidence.changed_at as last_changed_at,
        last_evidence.changed_date as last_changed_date
    from opportunities
    inner join last_evidence
        on opportunities.opportunity_key = last_evidence.opportunity_key
    where
        last_evidence.evidence_rank < 4
        and (
            opportunities.source_stage_name is distinct from last_evidence.source_stage_name
            or opportunities.pipeline_name <> last_evidence.pipeline_name
            or (
                last_evidence.evidence in ('history_object', 'field_history')
                and (
                    opportunities.amount_trx is distinct from last_evidence.amount_trx
                    or opportunities.currency_code is distinct from last_evidence.currency_code
                    or opportunities.close_date is distinct from last_evidence.close_date
                )
            )
        )
),

first_seen as (
    select
        disagreeing.opportunity_key,
        coalesce(
            max(
                case
                    when
                        versions.source_stage_name
                        is distinct from disagreeing.source_stage_name
                        or versions.amount_trx is distinct from disagreeing.amount_trx
                        or versions.currency_code is distinct from disagreeing.currency_code
                        or versions.pipeline_name is distinct from disagreeing.pipeline_name
                        or versions.close_date is distinct from disagreeing.close_date
                        then versions.valid_to
                end
            ),
            min(versions.valid_from)
        ) as seen_date
    from disagreeing
    inner join {{ ref('int_opportunity_versions_keyed') }} as versions
        on disagreeing.opportunity_key = versions.opportunity_key
    group by disagreeing.opportunity_key
),

final as (
    select
        disagreeing.opportunity_key,
        greatest({{ local_midnight('first_seen.seen_date') }}, disagreeing.last_changed_at)
            as changed_at,
        greatest(first_seen.seen_date, disagreeing.last_changed_date) as changed_date,
        disagreeing.source_stage_name,
        disagreeing.amount_trx,
        disagreeing.currency_code,
        disagreeing.close_date,
        disagreeing.probability,
        disagreeing.forecast_category,
        disagreeing.pipeline_name,
        'export_difference' as evidence,
        'correction' as evidence_id
    from disagreeing
    inner join first_seen on disagreeing.opportunity_key = first_seen.opportunity_key
)

select * from final
