with states as (
    select * from {{ ref('fct_opportunity_states') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

snapshots as (
    select
        month_start_date,
        least(max(month_end_date), {{ as_of_date() }}) as snapshot_date
    from {{ ref('dim_dates') }}
    where month_start_date <= {{ as_of_date() }}
    group by month_start_date
),

open_at_month_end as (
    select
        snapshots.month_start_date,
        states.*
    from states
    inner join snapshots
        on
            states.valid_from <= snapshots.snapshot_date
            and states.valid_to > snapshots.snapshot_date
    where
        states.is_open
        and not states.is_deleted
),

final as (
    select
        {{ surrogate_key([
            'open_at_month_end.opportunity_key', 'open_at_month_end.month_start_date'
        ]) }} as pipeline_month_key,
        open_at_month_end.opportunity_key,
        open_at_month_end.source_system,
        open_at_month_end.source_instance,
        open_at_month_end.month_start_date,
        open_at_month_end.stage_name,
        open_at_month_end.amount_trx,
        open_at_month_end.currency_code,
        open_at_month_end.amount,
        open_at_month_end.expected_close_date,
        open_at_month_end.owner_rep_key,
        open_at_month_end.team_key,
        open_at_month_end.territory_key,
        opportunities.owner_current_rep_key as current_owner_rep_key,
        opportunities.current_territory_key
    from open_at_month_end
    inner join opportunities
        on open_at_month_end.opportunity_key = opportunities.opportunity_key
)

select * from final
