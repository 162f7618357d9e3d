with touches as (
    select
        *,
        {{ local_date('touched_at') }} as touched_date
    from {{ ref('int_touches_linked') }}
),

costs as (
    select * from {{ ref('int_touch_costs_shared') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

final as (
    select
        {{ surrogate_key([
            'touches.source_system', 'touches.source_instance', 'touches.touch_id'
        ]) }} as touch_key,
        touches.source_system,
        touches.source_instance,
        touches.touch_id,
        case
            when touches.campaign_id is null then 'not_applicable'
            else coalesce(campaigns.campaign_key, 'unknown')
        end as campaign_key,
        touches.lead_key,
        touches.survivor_contact_id as contact_id,
        coalesce(opportunities.opportunity_key, 'not_applicable') as opportunity_key,
        coalesce(
            accounts.account_key,
            touches.converted_account_key,
            opportunities.account_key,
            'not_applicable'
        ) as account_key,
        touches.touched_at,
        touches.touched_date,
        coalesce(touches.channel, campaigns.campaign_type) as channel,
        touches.touch_kind,
        touches.has_responded,
        touches.responded_date,
        costs.currency_code,
        costs.cost_amount_trx,
        {{ reporting_amount('costs.cost_amount_trx', 'rates.rate_to_reporting') }}
            as cost_amount,
        coalesce(costs.is_cost_shared, false) as is_cost_shared,
        touches.is_deleted
    from touches
    left join costs
        on
            touches.source_system = costs.source_system
            and touches.source_instance = costs.source_instance
            and touches.touch_id = costs.touch_id
    left join campaigns
        on
            touches.source_system = campaigns.source_system
            and touches.source_instance = campaigns.source_instance
            and touches.campaign_id = campaigns.campaign_id
    left join opportunities
        on
            touches.source_system = opportunities.source_system
            and touches.source_instance = opportunities.source_instance
            and touches.about_opportunity_id = opportunities.opportunity_id
    left join accounts
        on
            touches.source_system = accounts.source_system
            and touches.source_instance = accounts.source_instance
            and touches.contact_account_id = accounts.account_id
    left join rates
        on
            upper(costs.currency_code) = rates.currency_code
            and touches.touched_date = rates.rate_date
)

select * from final
