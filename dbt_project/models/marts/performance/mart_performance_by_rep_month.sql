with measures as (
    select * from {{ ref('int_owner_months_rated') }}
    where owner_kind = 'rep'
),

reps as (
    select * from {{ ref('dim_sales_reps') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        measures.month_start_date,
        measures.owner_view,
        measures.owner_key as rep_key,
        coalesce(reps.rep_name, 'unknown') as rep_name,
        coalesce(reps.team_name, 'unknown') as team_name,
        reps.manager_name,
        measures.won_count,
        measures.won_amount,
        measures.lost_count,
        measures.lost_amount,
        measures.closed_count,
        measures.win_rate,
        measures.avg_won_amount,
        measures.avg_cycle_days,
        measures.median_cycle_days,
        measures.open_pipeline_amount,
        measures.target_amount,
        measures.attainment_rate,
        measures.win_rate_low,
        measures.win_rate_high,
        measures.closed_amount,
        measures.won_amount_rate,
        measures.won_with_amount_count,
        measures.median_won_amount,
        measures.won_with_cycle_count,
        measures.p90_cycle_days,
        measures.open_count,
        measures.target_won_count,
        coalesce(reps.team_key, 'unknown') as team_key
    from measures
    left join reps
        on
            measures.owner_key = reps.rep_key
            and measures.named_on_date >= reps.valid_from
            and measures.named_on_date < reps.valid_to
)

select * from final
