-- Each opportunity with its path, its pushes, who and where it counts for, the lead it came from
-- and the rate of its day: everything fct_opportunities derives its columns from.
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

conversions as (
    select distinct
        lead_key,
        survivor_opportunity_id
    from {{ ref('int_leads_grouped') }}
    where survivor_opportunity_id is not null
),

leads as (
    select
        leads.*,
        conversions.survivor_opportunity_id as became_opportunity_id
    from conversions
    inner join {{ ref('int_leads_resolved') }} as leads on conversions.lead_key = leads.lead_key
    qualify
        row_number() over (
            partition by
                leads.source_system, leads.source_instance, conversions.survivor_opportunity_id
            order by leads.lead_created_at asc nulls last, leads.lead_id asc nulls last
        ) = 1
),

final as (
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
        milestones.closing_stage_entered_date,
        milestones.reopen_count,
        milestones.skip_count,
        milestones.regression_count,
        milestones.has_stage_history,
        coalesce(opportunities.forecast_category, milestones.forecast_category)
            as resolved_forecast_category,
        pushes.push_count,
        pushes.push_days,
        pushes.last_open_amount_trx,
        pushes.last_open_currency_code,
        -- of a deal whose amount nobody knew while it was open, that of the lost record, if any
        coalesce(pushes.last_open_amount_trx, nullif(opportunities.amount_trx, 0))
            as lost_amount_trx,
        credits.event_date,
        credits.account_version_key,
        credits.credited_rep_key,
        credits.credited_rep_version_key,
        credits.credited_team_key,
        credits.is_credit_backfilled,
        credits.territory_key,
        credits.current_territory_key,
        coalesce(leads.lead_key, 'not_applicable') as lead_key,
        coalesce(opportunities.lead_source, leads.lead_source) as resolved_lead_source,
        rates.rate_to_reporting as fx_rate,
        fixed_rates.rate_to_reporting as fx_rate_constant,
        close_date_rates.rate_to_reporting as fx_rate_of_close_date,
        case
            when pushes.last_open_amount_trx is null then rates.rate_to_reporting
            else last_open_rates.rate_to_reporting
        end as last_open_fx_rate,
        case
            when pushes.last_open_amount_trx is null then fixed_rates.rate_to_reporting
            else last_open_fixed_rates.rate_to_reporting
        end as last_open_fx_rate_constant,
        rates.quoted_date as fx_rate_date,
        milestones.stage_name = 'won' and not opportunities.is_deleted as is_won,
        milestones.stage_name = 'lost' and not opportunities.is_deleted as is_lost,
        milestones.is_open and not opportunities.is_deleted as is_open,
        case
            when not opportunities.is_deal_created_date_inferred
                then
                    {{ datediff_days('milestones.closed_date', 'opportunities.deal_created_date') }}
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
            and opportunities.opportunity_id = leads.became_opportunity_id
    left join {{ ref('int_fx_rates_filled') }} as rates
        on
            upper(opportunities.currency_code) = rates.currency_code
            and credits.event_date = rates.rate_date
    left join {{ ref('int_fx_rates_filled') }} as last_open_rates
        on
            upper(pushes.last_open_currency_code) = last_open_rates.currency_code
            and credits.event_date = last_open_rates.rate_date
    left join {{ ref('int_fx_rates_fixed') }} as last_open_fixed_rates
        on
            upper(pushes.last_open_currency_code) = last_open_fixed_rates.currency_code
            and milestones.closed_date >= last_open_fixed_rates.rate_date
            and milestones.closed_date <= last_open_fixed_rates.fiscal_year_end_date
    left join {{ ref('int_fx_rates_filled') }} as close_date_rates
        on
            upper(opportunities.currency_code) = close_date_rates.currency_code
            and least(opportunities.close_date, {{ as_of_date() }}) = close_date_rates.rate_date
    left join {{ ref('int_fx_rates_fixed') }} as fixed_rates
        on
            upper(opportunities.currency_code) = fixed_rates.currency_code
            and milestones.closed_date >= fixed_rates.rate_date
            and milestones.closed_date <= fixed_rates.fiscal_year_end_date
)

select * from final
