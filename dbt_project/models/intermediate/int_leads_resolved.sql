-- Leads as they stand now, merge survivors only, with keys.
with leads as (
    select
        leads.*,
        {{ surrogate_key(['leads.source_system', 'leads.source_instance', 'leads.lead_id']) }}
            as lead_key
    from {{ ref('hist_leads') }} as leads
    where leads.is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

final as (
    select
        leads.*,
        {{ local_date('leads.lead_created_at') }} as lead_created_date,
        case
            when leads.is_converted and leads.converted_date is not null
                then
                    greatest(
                        leads.converted_date,
                        {{ local_date('leads.lead_created_at') }}
                    )
        end as clamped_converted_date,
        coalesce(leads.converted_date < {{ local_date('leads.lead_created_at') }}, false)
            as is_conversion_clamped,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key,
        coalesce(accounts.account_key, 'not_applicable') as converted_account_key,
        coalesce(merged_opportunities.survivor_id, leads.converted_opportunity_id)
            as survivor_opportunity_id
    from leads
    left join merged as losers
        on
            losers.record_kind = 'lead'
            and leads.source_system = losers.source_system
            and leads.source_instance = losers.source_instance
            and leads.lead_id = losers.record_id
    left join merged as merged_accounts
        on
            merged_accounts.record_kind = 'account'
            and leads.source_system = merged_accounts.source_system
            and leads.source_instance = merged_accounts.source_instance
            and leads.converted_account_id = merged_accounts.record_id
    left join merged as merged_opportunities
        on
            merged_opportunities.record_kind = 'opportunity'
            and leads.source_system = merged_opportunities.source_system
            and leads.source_instance = merged_opportunities.source_instance
            and leads.converted_opportunity_id = merged_opportunities.record_id
    left join reps
        on
            leads.source_system = reps.source_system
            and leads.source_instance = reps.source_instance
            and leads.owner_id = reps.rep_id
    left join accounts
        on
            leads.source_system = accounts.source_system
            and leads.source_instance = accounts.source_instance
            and coalesce(merged_accounts.survivor_id, leads.converted_account_id)
            = accounts.account_id
    where losers.record_id is null
)

select * from final
