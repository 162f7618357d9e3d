-- An opportunity without a lead has the member direct, so that a funnel from leads to opportunities
-- holds every opportunity: of several leads the first stands for it, and the weights add up to one.
-- What a merged lead became is its survivor's, also where that became another opportunity itself.
with conversions as (
    select
        lead_key,
        source_system,
        source_instance,
        survivor_opportunity_id,
        min(clamped_converted_date) as converted_date
    from {{ ref('int_leads_grouped') }}
    where survivor_opportunity_id is not null
    group by lead_key, source_system, source_instance, survivor_opportunity_id
),

leads as (
    select
        leads.lead_key,
        leads.lead_id,
        leads.lead_source_key,
        leads.lead_created_at,
        conversions.source_system,
        conversions.source_instance,
        conversions.survivor_opportunity_id,
        conversions.converted_date
    from conversions
    inner join {{ ref('fct_leads') }} as leads on conversions.lead_key = leads.lead_key
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where not is_merged
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
    left join leads
        on
            opportunities.source_system = leads.source_system
            and opportunities.source_instance = leads.source_instance
            and opportunities.opportunity_id = leads.survivor_opportunity_id
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
