-- Everything known about an opportunity today, in one row. A deleted one, or one merged into
-- another, keeps its row and its dates; its flags and outcome amounts are off.
with enriched as (
    select * from {{ ref('int_opportunities_enriched') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

products as (
    select
        opportunity_key,
        product_key
    from {{ ref('int_opportunity_products_listed') }}
    where product_count = 1 and product_key <> 'not_provided'
),

final as (
    select
        enriched.opportunity_key,
        enriched.source_system,
        enriched.source_instance,
        enriched.opportunity_id,
        enriched.opportunity_name,
        enriched.opportunity_type,
        enriched.account_key,
        enriched.account_version_key,
        enriched.owner_rep_key as owner_current_rep_key,
        enriched.credited_rep_key,
        enriched.credited_rep_version_key,
        enriched.credited_team_key,
        enriched.is_credit_backfilled,
        enriched.territory_key,
        enriched.current_territory_key,
        enriched.lead_key,
        case
            when enriched.resolved_lead_source is null then 'not_provided'
            else {{ surrogate_key(['enriched.source_system', 'enriched.resolved_lead_source']) }}
        end as lead_source_key,
        coalesce(products.product_key, 'not_applicable') as product_key,
        enriched.campaign_id,
        case
            when enriched.campaign_id is null then 'not_applicable'
            else coalesce(campaigns.campaign_key, 'unknown')
        end as campaign_key,
        case
            when enriched.stage_name <> 'lost' then 'not_applicable'
            when enriched.lost_reason is null then 'not_provided'
            else {{ surrogate_key(['enriched.source_system', 'enriched.lost_reason']) }}
        end as lost_reason_key,
        enriched.pipeline_name,
        enriched.stage_key,
        enriched.stage_name,
        enriched.stage_order,
        enriched.resolved_forecast_category as forecast_category,
        enriched.probability as crm_probability,
        enriched.currency_code,
        cast(enriched.amount_trx as decimal(18, 2)) as amount_trx,
        {{ reporting_amount('enriched.amount_trx', 'enriched.fx_rate') }} as amount,
        {{ reporting_amount('enriched.amount_trx', 'enriched.fx_rate_of_close_date') }}
            as amount_sf_compatible,
        enriched.last_open_amount_trx,
        case
            when enriched.last_open_amount_trx is not null then enriched.last_open_currency_code
        end as last_open_currency_code,
        {{ reporting_amount('enriched.last_open_amount_trx', 'enriched.last_open_fx_rate') }}
            as last_open_amount,
        case
            when enriched.is_won
                then {{ reporting_amount('enriched.amount_trx', 'enriched.fx_rate') }}
        end as won_amount,
        case
            when enriched.is_lost
                then
                    {{ reporting_amount('enriched.lost_amount_trx', 'enriched.last_open_fx_rate') }}
        end as lost_amount,
        enriched.is_lost
        and enriched.last_open_amount_trx is null
        and enriched.lost_amount_trx is not null as is_lost_amount_of_record,
        case
            when enriched.is_won
                then {{ reporting_amount('enriched.amount_trx', 'enriched.fx_rate_constant') }}
        end as won_amount_constant,
        case
            when enriched.is_lost
                then
                    {{ reporting_amount(
                        'enriched.lost_amount_trx', 'enriched.last_open_fx_rate_constant'
                    ) }}
        end as lost_amount_constant,
        enriched.fx_rate,
        enriched.fx_rate_constant,
        enriched.fx_rate_date,
        coalesce(enriched.amount_trx, enriched.last_open_amount_trx) is not null
        and {{ reporting_amount(
            'coalesce(enriched.amount_trx, enriched.last_open_amount_trx)', 'enriched.fx_rate'
        ) }} is null as is_fx_missing,
        enriched.close_date as expected_close_date,
        coalesce(
            enriched.close_date
            >= {{ add_months('enriched.deal_created_date', 12 * var('far_future_years', 10)) }},
            false
        ) as is_close_date_far_future,
        enriched.deal_created_at as created_at,
        enriched.deal_created_date as created_date,
        enriched.is_deal_created_date_inferred as is_created_date_inferred,
        enriched.prospect_date,
        enriched.qualified_date,
        enriched.presentation_date,
        enriched.quotation_date,
        enriched.closing_date,
        enriched.closed_date,
        enriched.closing_stage_entered_date,
        case when enriched.stage_name = 'won' then enriched.closed_date end as won_date,
        case when enriched.stage_name = 'lost' then enriched.closed_date end as lost_date,
        case when enriched.days_to_close >= 0 then cast(enriched.days_to_close as integer) end
            as cycle_days,
        case
            when enriched.days_from_qualified >= 0
                then cast(enriched.days_from_qualified as integer)
        end as qualified_cycle_days,
        coalesce(enriched.days_to_close < 0, false) as is_cycle_invalid,
        enriched.push_count,
        enriched.push_days,
        enriched.reopen_count,
        enriched.skip_count,
        enriched.regression_count,
        enriched.is_won,
        enriched.is_lost,
        enriched.is_open,
        enriched.is_deleted,
        enriched.is_merged,
        enriched.deleted_date,
        -- of a source that never tells a lost deal the won ones say nothing about a rate
        (enriched.is_won or enriched.is_lost)
        and bool_or(enriched.stage_name = 'lost') over (partition by enriched.source_system)
            as is_win_rate_eligible,
        enriched.has_stage_history,
        enriched.has_next_step
    from enriched
    left join products on enriched.opportunity_key = products.opportunity_key
    left join campaigns
        on
            enriched.source_system = campaigns.source_system
            and enriched.source_instance = campaigns.source_instance
            and enriched.campaign_id = campaigns.campaign_id
)

select * from final
