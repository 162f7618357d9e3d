{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

with owner_months as (
    select * from {{ ref('int_owner_months_listed') }}
),

closed as (
    select
        owner_view,
        owner_kind,
        owner_key,
        month_start_date,
        {{ closed_deal_measures() }},
        count(won_amount) as won_with_amount_count,
        median(cast(won_amount as double)) as median_won_amount,
        count(cycle_days) filter (where is_won) as won_with_cycle_count,
        avg(cycle_days) filter (where is_won) as avg_cycle_days,
        median(cycle_days) filter (where is_won) as median_cycle_days,
        percentile_cont(0.9) within group (order by cycle_days)
        filter (where is_won) as p90_cycle_days
    from {{ ref('int_closed_opportunities_credited') }}
    group by owner_view, owner_kind, owner_key, month_start_date
),

pipeline as (
    select * from {{ ref('int_open_pipeline_summed') }}
),

targets as (
    select * from {{ ref('int_targets_totalled') }}
),

final as (
    select
        owner_months.owner_view,
        owner_months.owner_kind,
        owner_months.owner_key,
        owner_months.month_start_date,
        -- Names as of the month's end for credited sales, as of today for the current view.
        case
            when owner_months.owner_view = 'current' then {{ as_of_date() }}
            else least({{ month_end('owner_months.month_start_date') }}, {{ as_of_date() }})
        end as named_on_date,
        coalesce(closed.won_count, 0) as won_count,
        case when closed.owner_key is null then 0 else closed.won_amount end as won_amount,
        coalesce(closed.lost_count, 0) as lost_count,
        case when closed.owner_key is null then 0 else closed.lost_amount end as lost_amount,
        coalesce(closed.closed_count, 0) as closed_count,
        closed.is_loss_untold,
        coalesce(closed.won_with_amount_count, 0) as won_with_amount_count,
        closed.median_won_amount,
        coalesce(closed.won_with_cycle_count, 0) as won_with_cycle_count,
        closed.avg_cycle_days,
        closed.median_cycle_days,
        closed.p90_cycle_days,
        coalesce(pipeline.open_count, 0) as open_count,
        case
            when pipeline.owner_key is null then 0 else pipeline.open_pipeline_amount
        end as open_pipeline_amount,
        targets.target_amount,
        targets.target_won_count
    from owner_months
    left join closed
        on
            owner_months.owner_view = closed.owner_view
            and owner_months.owner_kind = closed.owner_kind
            and owner_months.owner_key = closed.owner_key
            and owner_months.month_start_date = closed.month_start_date
    left join pipeline
        on
            owner_months.owner_view = pipeline.owner_view
            and owner_months.owner_kind = pipeline.owner_kind
            and owner_months.owner_key = pipeline.owner_key
            and owner_months.month_start_date = pipeline.month_start_date
    left join targets
        on
            owner_months.owner_view = targets.owner_view
            and owner_months.owner_kind = targets.owner_kind
            and owner_months.owner_key = targets.owner_key
            and owner_months.month_start_date = targets.month_start_date
)

select * from final
