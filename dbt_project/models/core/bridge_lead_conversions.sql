-- An opportunity without a lead has the member direct, so that a funnel from leads to opportunities
-- holds every opportunity: of several leads the first stands for it, and the weights add up to one.
with leads as (
    select * from {{ ref('fct_leads') }}
    where opportunity_key <> 'not_applicable'
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

ranked as (
    select
        opportunities.opportunity_key,
        opportunities.source_system,
        opportunities.source_instance,
        coalesce(leads.lead_key, 'direct') as lead_key,
        coalesce(leads.lead_source_key, 'direct') as lead_source_key,
        leads.converted_date,
        count(*) over (partition by opportunities.opportunity_key) as lead_count,
        row_number() over (
            partition by opportunities.opportunity_key
            order by leads.lead_created_at asc nulls last, leads.lead_id asc nulls last
        ) as lead_number
    from opportunities
    left join leads on opportunities.opportunity_key = leads.opportunity_key
),

final as (
    select
        opportunity_key,
        source_system,
        source_instance,
        lead_key,
        lead_source_key,
        converted_date,
        cast(lead_number as integer) as lead_number,
        lead_number = 1 as is_first_lead,
        lead_key = 'direct' as is_direct,
        cast(
            case
                when lead_number = 1
                    then
                        1 - (lead_count - 1)
                        * cast(cast(1 as double) / lead_count as decimal(18, 10))
                else cast(1 as double) / lead_count
            end as decimal(18, 10)
        ) as lead_weight
    from ranked
)

select * from final
