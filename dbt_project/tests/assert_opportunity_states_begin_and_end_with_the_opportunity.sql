-- States begin on the day of creation, or of a closing before it, and the last one says what the
-- own row of the opportunity says.
with states as (
    select
        opportunity_key,
        min(valid_from) as first_valid_from
    from {{ ref('fct_opportunity_states') }}
    group by opportunity_key
),

last_states as (
    select * from {{ ref('fct_opportunity_states') }}
    where valid_to = date '9999-12-31'
)

select
    opportunities.opportunity_key,
    opportunities.created_date,
    states.first_valid_from,
    opportunities.amount,
    last_states.amount as state_amount
from {{ ref('fct_opportunities') }} as opportunities
left join states on opportunities.opportunity_key = states.opportunity_key
left join last_states on opportunities.opportunity_key = last_states.opportunity_key
where
    states.first_valid_from is distinct from least(
        opportunities.created_date,
        coalesce(opportunities.closed_date, opportunities.created_date)
    )
    or last_states.stage_name is distinct from opportunities.stage_name
    or last_states.is_open is distinct from opportunities.is_open
    or last_states.is_won is distinct from opportunities.is_won
    or last_states.is_lost is distinct from opportunities.is_lost
    or last_states.is_deleted is distinct from opportunities.is_deleted
    or last_states.amount is distinct from opportunities.amount
    or last_states.owner_rep_key is distinct from opportunities.owner_current_rep_key
