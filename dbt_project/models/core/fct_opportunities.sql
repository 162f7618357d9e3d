-- Everything known about an opportunity today, in one row. A deleted one keeps its row and its
-- dates; its flags and outcome amounts are off.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

milestones as (
    select * from {{ ref('int_opportunity_milestones_pivoted') }}
),

pushes as (
    select * from {{ ref('int_opportunity_pushes_counted') }}
),

credits as (
    select * from {{ ref('int_opportunity_credits_assigned') }}
),

leads as (
    select * from {{ ref('int_leads_resolved') }}
    where survivor_opportunity_id is not null
    qualify
        row_number() over (
            partition by source_system, source_instance, survivor_opportunity_id
            order by lead_created_at asc nulls last, lead_id asc nulls last
        ) = 1
),

joined as (
    select
        opportunities.*,
        milestones.stage_key,
        milestones.stage_name,
        milestones.stage_order,
        milestones.prospect_date,
        milestones.qualified_date,
        milestones.presentation_date,
        milestones.quotation_date,
        milestones.closing_date,
        milestones.closed_date,
        milestones.reopen_count,
        milestones.skip_count,
        milestones.regression_count,
        milestones.has_stage_history,
        coalesce(opportunities.forecast_category, milestones.forecast_category)
            as resolved_forecast_category,
        pushes.push_count,
        pushes.push_days,
        pushes.last_open_amount_trx,
        credits.event_date,
        credits.account_version_key,
        credits.credited_rep_key,
        credits.credited_rep_version_key,
        credits.credited_team_key,
        credits.territory_key,
        credits.current_territory_key,
        coalesce(leads.lead_key, 'not_applicable') as lead_key,
        coalesce(opportunities.lead_source, leads.lead_source) as resolved_lead_source,
        rates.rate_to_reporting as fx_rate,
        milestones.stage_name = 'won' and not opportunities.is_deleted as is_won,
        milestones.stage_name = 'lost' and not opportunities.is_deleted as is_lost,
        milestones.is_open and not opportunities.is_deleted as is_open,
        case
            when not opportunities.is_created_date_inferred
                then {{ datediff_days('milestones.closed_date', 'opportunities.created_date') }}
        end as days_to_close,
        {{ datediff_days('milestones.closed_date', 'milestones.qualified_date') }}
            as days_from_qualified
    from opportunities
    inner join milestones on opportunities.opportunity_key = milestones.opportunity_key
    inner join pushes on opportunities.opportunity_key = pushes.opportunity_key
    inner join credits on opportunities.opportunity_key = credits.opportunity_key
    left join leads
        on
            opportunities.source_system = leads.source_system
            and opportunities.source_instance = leads.source_instance
            and opportunities.opportunity_id = leads.survivor_opportunity_id
    left join {{ ref('int_fx_rates_filled') }} as rates
        on
            upper(opportunities.currency_code) = rates.currency_code
            and credits.event_date = rates.rate_date
),

products as (
    select
        opportunity_key,
        product_key
    from {{ ref('int_opportunity_products_shared') }}
    where product_count = 1 and product_key <> 'not_provided'
),

final as (
    select
        joined.opportunity_key,
        joined.source_system,
        joined.source_instance,
        joined.opportunity_id,
        joined.opportunity_name,
        joined.opportunity_type,
        joined.account_key,
        joined.account_version_key,
        joined.owner_rep_key,
        joined.credited_rep_key,
        joined.credited_rep_version_key,
        joined.credited_team_key,
        joined.territory_key,
        joined.current_territory_key,
        joined.lead_key,
        case
            when joined.resolved_lead_source is null then 'not_provided'
            else {{ surrogate_key(['joined.source_system', 'joined.resolved_lead_source']) }}
        end as lead_source_key,
        coalesce(products.product_key, 'not_applicable') as product_key,
        joined.campaign_id,
        joined.pipeline_name,
        joined.stage_key,
        joined.stage_name,
        joined.stage_order,
        joined.resolved_forecast_category as forecast_category,
        joined.probability as crm_probability,
        joined.currency_code,
        cast(joined.amount_trx as decimal(18, 2)) as amount_trx,
        {{ reporting_amount('joined.amount_trx', 'joined.fx_rate') }} as amount,
        joined.last_open_amount_trx,
        {{ reporting_amount('joined.last_open_amount_trx', 'joined.fx_rate') }}
            as last_open_amount,
        case
            when joined.is_won
                then {{ reporting_amount('joined.amount_trx', 'joined.fx_rate') }}
        end as won_amount,
        case
            when joined.is_lost
                then {{ reporting_amount('joined.last_open_amount_trx', 'joined.fx_rate') }}
        end as lost_amount,
        joined.fx_rate,
        joined.event_date as fx_rate_date,
        joined.fx_rate is null
        and (joined.amount_trx is not null or joined.last_open_amount_trx is not null)
            as is_fx_missing,
        joined.close_date as expected_close_date,
        joined.created_at,
        joined.created_date,
        joined.is_created_date_inferred,
        joined.prospect_date,
        joined.qualified_date,
        joined.presentation_date,
        joined.quotation_date,
        joined.closing_date,
        joined.closed_date,
        case when joined.stage_name = 'won' then joined.closed_date end as won_date,
        case when joined.stage_name = 'lost' then joined.closed_date end as lost_date,
        case when joined.days_to_close >= 0 then cast(joined.days_to_close as integer) end
            as cycle_days,
        case
            when joined.days_from_qualified >= 0
                then cast(joined.days_from_qualified as integer)
        end as qualified_cycle_days,
        coalesce(joined.days_to_close < 0, false) as is_cycle_invalid,
        joined.push_count,
        joined.push_days,
        joined.reopen_count,
        joined.skip_count,
        joined.regression_count,
        joined.is_won,
        joined.is_lost,
        joined.is_open,
        joined.is_deleted,
        joined.deleted_date,
        joined.is_won or joined.is_lost as is_win_rate_eligible,
        joined.has_stage_history,
        joined.next_step,
        {{ as_of_date() }} as as_of_date
    from joined
    left join products on joined.opportunity_key = products.opportunity_key
)

select * from final
