-- Neighbouring days on which everything was the same are one state. Amounts use the rate of the
-- opportunity's own row in fct_opportunities, so that no movement between states is one of rates.
-- depends_on: {{ ref('int_opportunity_states_replaced') }}, which reads what this replaces
{{ replaces_changed('opportunity_key', 'int_opportunities_changed') }}

with dated as (
    select
        *,
        {{ surrogate_key([
            'stage_name',
            'amount_trx',
            'currency_code',
            'expected_close_date',
            'owner_rep_key',
            'team_key',
            'territory_key',
            'is_deleted',
        ]) }} as state_hash
    from {{ ref('int_opportunity_states_dated') }}
),

compared as (
    select
        *,
        lag(state_hash) over (
            partition by opportunity_key order by valid_from asc nulls last
        ) as previous_state_hash
    from dated
),

states as (
    select
        *,
        coalesce(
            lead(valid_from) over (
                partition by opportunity_key order by valid_from asc nulls last
            ),
            date '9999-12-31'
        ) as valid_to
    from compared
    where state_hash is distinct from previous_state_hash
),

opportunities as (
    select * from {{ ref('int_opportunities_enriched') }}
),

stages as (
    select * from {{ ref('int_stages_mapped') }}
),

rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

final as (
    select
        {{ surrogate_key(['states.opportunity_key', 'states.valid_from']) }}
            as opportunity_state_key,
        states.opportunity_key,
        opportunities.source_system,
        opportunities.source_instance,
        states.valid_from,
        states.valid_to,
        states.stage_key,
        states.stage_name,
        stages.is_open and not states.is_deleted as is_open,
        stages.is_won and not states.is_deleted as is_won,
        stages.is_lost and not states.is_deleted as is_lost,
        states.is_deleted,
        states.amount_trx,
        states.currency_code,
        {{ reporting_amount('states.amount_trx', 'rates.rate_to_reporting') }} as amount,
        states.expected_close_date,
        states.owner_rep_key,
        states.team_key,
        states.territory_key
    from states
    inner join opportunities on states.opportunity_key = opportunities.opportunity_key
    inner join stages on states.stage_key = stages.stage_key
    left join rates
        on
            upper(states.currency_code) = rates.currency_code
            and opportunities.event_date = rates.rate_date
)

select * from final
