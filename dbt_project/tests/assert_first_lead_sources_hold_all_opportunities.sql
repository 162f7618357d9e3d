-- Opportunities by the source of their first lead, those without a lead included, are all
-- opportunities that were not merged into another; the first lead is the one that the opportunity
-- names, and weights add up to one.
with by_source as (
    select
        source_system,
        lead_source_key,
        count(*) filter (where is_first_lead) as opportunity_count,
        sum(lead_weight) as weight
    from {{ ref('bridge_lead_conversions') }}
    group by source_system, lead_source_key
),

bridged as (
    select
        source_system,
        sum(opportunity_count) as opportunity_count,
        sum(weight) as weight
    from by_source
    group by source_system
),

counted as (
    select
        source_system,
        count(*) as opportunity_count
    from {{ ref('fct_opportunities') }}
    where not is_merged
    group by source_system
)

select counted.source_system as failing
from counted
left join bridged on counted.source_system = bridged.source_system
where
    counted.opportunity_count is distinct from bridged.opportunity_count
    or counted.opportunity_count <> bridged.weight

union all

select opportunities.opportunity_key as failing
from {{ ref('fct_opportunities') }} as opportunities
inner join {{ ref('bridge_lead_conversions') }} as bridge
    on opportunities.opportunity_key = bridge.opportunity_key and bridge.is_first_lead
where
    case when bridge.is_direct then 'not_applicable' else bridge.lead_key end
    <> opportunities.lead_key
