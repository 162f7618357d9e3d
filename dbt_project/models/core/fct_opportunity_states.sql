-- Neighbouring days on which everything was the same are one state. Amounts use the rate of the
-- opportunity's own row in fct_opportunities, so that no movement between states is one of rates.
-- What began each state is the waterfall's path variant: every event, where fct_pipeline_movements
-- has two end points.
with dated as (
    select
        *,
        {{ surrogate_key([
            'stage_name', 'pipeline_name', 'probability', 'forecast_category',
            'amount_trx', 'currency_code', 'expected_close_date',
            'owner_rep_key', 'team_key', 'territory_key', 'is_deleted',
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
    select * from compared
    where state_hash is distinct from previous_state_hash
),

opportunities as (
    select * from {{ ref('int_opportunities_enriched') }}
),

stages as (
    select * from {{ ref('int_stages_mapped') }}
),

valued as (
    select
        states.opportunity_key,
        opportunities.source_system,
        opportunities.source_instance,
        states.valid_from,
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
        states.probability,
        states.forecast_category,
        states.pipeline_name,
        states.owner_rep_key,
        states.team_key,
        states.territory_key,
        {{ row_hash_64(['states.owner_rep_key', 'states.team_key', 'states.territory_key']) }}
            as holder_hash
    from states
    inner join opportunities on states.opportunity_key = opportunities.opportunity_key
    inner join stages on states.stage_key = stages.stage_key
    left join {{ ref('int_fx_rates_filled') }} as rates
        on
            upper(states.currency_code) = rates.currency_code
            and opportunities.event_date = rates.rate_date
),

followed as (
    select
        *,
        {% for column in [
            'is_open', 'is_won', 'is_lost', 'is_deleted', 'amount_trx', 'currency_code', 'amount',
            'expected_close_date', 'holder_hash', 'stage_name', 'pipeline_name'
        ] %}
            lag({{ column }}) over opportunity as previous_{{ column }},
        {% endfor %}
        coalesce(lead(valid_from) over opportunity, date '9999-12-31') as valid_to
    from valued
    window opportunity as (partition by opportunity_key order by valid_from asc nulls last)
),

grown as (
    select
        *,
        -- two currencies are compared by what they are worth
        case
            when coalesce(currency_code, '') = coalesce(previous_currency_code, '')
                then coalesce(amount_trx, 0) - coalesce(previous_amount_trx, 0)
            else coalesce(amount, 0) - coalesce(previous_amount, 0)
        end as growth
    from followed
),

final as (
    select
        {{ surrogate_key(['opportunity_key', 'valid_from']) }} as opportunity_state_key,
        opportunity_key,
        source_system,
        source_instance,
        valid_from,
        valid_to,
        case
            when is_deleted and not coalesce(previous_is_deleted, false) then 'removed'
            when is_won and not coalesce(previous_is_won, false) then 'won'
            when is_lost and not coalesce(previous_is_lost, false) then 'lost'
            when is_open and previous_is_open is null then 'new'
            when is_open and not previous_is_open then 'reopened'
            when growth > 0 then 'increased'
            when growth < 0 then 'decreased'
            when (expected_close_date is distinct from previous_expected_close_date)
                then 'close_date_moved'
            when holder_hash <> previous_holder_hash then 'transferred'
            when
                stage_name <> previous_stage_name
                or (pipeline_name is distinct from previous_pipeline_name)
                then 'restaged'
            else 'reassessed'
        end as movement,
        stage_key,
        stage_name,
        is_open,
        is_won,
        is_lost,
        is_deleted,
        amount_trx,
        currency_code,
        amount,
        -- an amount that is not known counts as nothing, here as in sums of the open pipeline
        cast(
            case when is_open then coalesce(amount, 0) else 0 end
            - case when previous_is_open then coalesce(previous_amount, 0) else 0 end
            as decimal(18, 2)
        ) as open_amount_change,
        expected_close_date,
        probability as crm_probability,
        forecast_category,
        pipeline_name,
        owner_rep_key,
        team_key,
        territory_key
    from grown
)

select * from final
