-- States begin on the day of creation, or of a closing before it (those of a deal that others were
-- merged into, with the earliest of them), and the last one says what the opportunity's own row
-- says.
with merged as (
    select * from {{ ref('bridge_merged_records') }}
    where record_kind = 'opportunity'
),

opportunities as (
    select
        opportunities.*,
        coalesce(merged.survivor_key, opportunities.opportunity_key) as deal_key
    from {{ ref('fct_opportunities') }} as opportunities
    left join merged on opportunities.opportunity_key = merged.record_key
),

beginnings as (
    select
        opportunities.deal_key,
        min(least(opportunities.created_date, opportunities.closed_date)) as begins_date,
        min(states.valid_from) as first_valid_from
    from opportunities
    left join {{ ref('fct_opportunity_states') }} as states
        on opportunities.opportunity_key = states.opportunity_key
    group by opportunities.deal_key
),

last_states as (
    select * from {{ ref('fct_opportunity_states') }}
    where valid_to = date '9999-12-31'
)

select
    opportunities.opportunity_key,
    opportunities.created_date,
    beginnings.first_valid_from,
    opportunities.amount,
    last_states.amount as state_amount
from opportunities
inner join beginnings on opportunities.deal_key = beginnings.deal_key
left join last_states on opportunities.opportunity_key = last_states.opportunity_key
where
    beginnings.first_valid_from is distinct from beginnings.begins_date
    or last_states.stage_name is distinct from opportunities.stage_name
    or last_states.is_open is distinct from opportunities.is_open
    or last_states.is_won is distinct from opportunities.is_won
    or last_states.is_lost is distinct from opportunities.is_lost
    or last_states.is_deleted is distinct from opportunities.is_deleted
    or last_states.amount is distinct from opportunities.amount
    or last_states.owner_rep_key is distinct from opportunities.owner_current_rep_key
