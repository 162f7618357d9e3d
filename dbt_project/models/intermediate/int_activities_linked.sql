-- Activities as they stand now, each linked to the lead, opportunity and account it was about;
-- merged records are replaced by their survivors.
with activities as (
    select
        activities.*,
        coalesce(activities.completed_at, activities.started_at) as happened_at,
        coalesce(
            {{ local_date('activities.completed_at') }},
            {{ local_date('activities.started_at') }},
            activities.due_date,
            {{ local_date('activities.activity_created_at') }}
        ) as activity_date
    from {{ ref('hist_activities') }} as activities
    where activities.is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
),

resolved as (
    select
        activities.*,
        coalesce(merged_what.survivor_id, activities.what_id) as about_id,
        coalesce(merged_accounts.survivor_id, activities.account_id) as survivor_account_id
    from activities
    left join merged as merged_what
        on
            merged_what.record_kind in ('account', 'opportunity')
            and activities.source_system = merged_what.source_system
            and activities.source_instance = merged_what.source_instance
            and activities.what_id = merged_what.record_id
            and coalesce(activities.what_kind, merged_what.record_kind) = merged_what.record_kind
    left join merged as merged_accounts
        on
            merged_accounts.record_kind = 'account'
            and activities.source_system = merged_accounts.source_system
            and activities.source_instance = merged_accounts.source_instance
            and activities.account_id = merged_accounts.record_id
),

leads as (
    select * from {{ ref('int_activity_leads_matched') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

final as (
    select
        {{ surrogate_key([
            'resolved.source_system', 'resolved.source_instance', 'resolved.activity_id'
        ]) }} as activity_key,
        resolved.*,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key,
        coalesce(leads.lead_key, 'not_applicable') as lead_key,
        coalesce(opportunities.opportunity_key, 'not_applicable') as opportunity_key,
        coalesce(
            accounts.account_key,
            opportunities.account_key,
            case when resolved.survivor_account_id is null then 'not_applicable' end,
            'unknown'
        ) as account_key,
        coalesce(
            resolved.is_completed
            and not resolved.is_deleted
            and resolved.activity_kind in ('call', 'email', 'meeting', 'visit')
            and coalesce(resolved.direction, 'outbound') = 'outbound',
            false
        ) as is_human_outbound
    from resolved
    left join leads
        on
            resolved.source_system = leads.source_system
            and resolved.source_instance = leads.source_instance
            and resolved.activity_id = leads.activity_id
    left join opportunities
        on
            resolved.source_system = opportunities.source_system
            and resolved.source_instance = opportunities.source_instance
            and resolved.about_id = opportunities.opportunity_id
            and coalesce(resolved.what_kind, 'opportunity') = 'opportunity'
    left join accounts
        on
            resolved.source_system = accounts.source_system
            and resolved.source_instance = accounts.source_instance
            and coalesce(
                resolved.survivor_account_id,
                case
                    when coalesce(resolved.what_kind, 'account') = 'account'
                        then resolved.about_id
                end
            ) = accounts.account_id
    left join {{ ref('int_sales_reps_versioned') }} as reps
        on
            resolved.source_system = reps.source_system
            and resolved.source_instance = reps.source_instance
            and resolved.owner_id = reps.rep_id
            and reps.is_current
)

select * from final
