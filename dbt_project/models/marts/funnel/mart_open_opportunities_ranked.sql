with explained as (
    select * from {{ ref('int_open_opportunities_explained') }}
),

actions as (
    select * from {{ ref('next_actions') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
    where is_current
),

reps as (
    select * from {{ ref('dim_sales_reps') }}
    where is_current
),

territories as (
    select * from {{ ref('dim_territories') }}
    where is_current
),

ranked as (
    select
        *,
        row_number() over (
            order by
                priority_score desc nulls last,
                amount desc nulls last,
                win_probability desc nulls last,
                expected_close_date asc nulls last,
                opportunity_key asc nulls last
        ) as rank
    from explained
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        cast(ranked.rank as bigint) as rank,
        ranked.opportunity_id,
        ranked.opportunity_name,
        coalesce(accounts.account_name, 'not_provided') as account_name,
        coalesce(reps.rep_name, 'unknown') as rep_name,
        coalesce(territories.territory_name, 'unknown') as territory_name,
        ranked.stage_name,
        ranked.amount,
        ranked.expected_close_date,
        ranked.win_probability,
        ranked.expected_amount,
        ranked.priority_score,
        cast(ranked.days_in_stage as bigint) as days_in_stage,
        ranked.is_stuck,
        ranked.is_overdue,
        trim(ranked.reasons_en) as reasons_en,
        trim(ranked.reasons_id) as reasons_id,
        actions.action_en as next_action_en,
        actions.action_id as next_action_id,
        ranked.source_system,
        ranked.opportunity_key,
        ranked.owner_current_rep_key as rep_key,
        ranked.win_probability_basis,
        cast(ranked.win_probability_peer_count as bigint) as win_probability_peer_count,
        ranked.stage_closed_count,
        ranked.stage_won_count,
        cast(ranked.expected_days_to_close as double) as expected_days_to_close,
        cast(ranked.stuck_limit_days as double) as stuck_limit_days,
        ranked.stage_won_stay_count,
        ranked.last_activity_date,
        ranked.next_activity_date,
        ranked.is_next_step_missing,
        ranked.is_neglected,
        ranked.next_action_code,
        coalesce(not reps.is_active or reps.is_deleted, false) as is_owner_inactive
    from ranked
    left join actions
        on ranked.next_action_code = actions.action_code
    left join accounts
        on ranked.account_key = accounts.account_key
    left join reps
        on ranked.owner_current_rep_key = reps.rep_key
    left join territories
        on ranked.current_territory_key = territories.territory_key
)

select * from final
