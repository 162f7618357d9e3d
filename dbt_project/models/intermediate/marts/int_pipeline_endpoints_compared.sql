-- One row per window, month and opportunity that touched the window, with the one way in and
-- the one way out that its two end points imply.
with pairs as (
    select * from {{ ref('int_pipeline_endpoints_paired') }}
),

quarters as (
    select
        fiscal_quarter_start_date,
        max(date_day) as fiscal_quarter_end_date
    from {{ ref('dim_dates') }}
    group by fiscal_quarter_start_date
),

windows as (
    select
        'month' as window_kind,
        period_start_date as window_start_date,
        period_end_date as window_end_date,
        *
    from pairs

    union all

    select
        'quarter' as window_kind,
        pairs.fiscal_quarter_start_date as window_start_date,
        quarters.fiscal_quarter_end_date as window_end_date,
        pairs.*
    from pairs
    inner join quarters
        on pairs.fiscal_quarter_start_date = quarters.fiscal_quarter_start_date

    union all

    select
        'all' as window_kind,
        cast('1900-01-01' as date) as window_start_date,
        cast('9999-12-31' as date) as window_end_date,
        *
    from pairs
),

-- Without an expected close date an opportunity is in the window 'all' only.
located as (
    select
        *,
        is_open_before and (
            window_kind = 'all'
            or coalesce(close_date_before between window_start_date and window_end_date, false)
        ) as is_in_before,
        is_open_after and (
            window_kind = 'all'
            or coalesce(close_date_after between window_start_date and window_end_date, false)
        ) as is_in_after,
        -- Closed during the month: it closed inside the window, whatever date the CRM expected.
        (is_won_after and not is_won_before) or (is_lost_after and not is_lost_before)
            as is_closed_in_period
    from windows
),

entered as (
    select
        *,
        case
            when is_in_before or not (is_in_after or is_closed_in_period) then null
            when not is_existing_before then 'new'
            when is_open_before then 'moved_in'
            when is_in_after or is_closed_before then 'reopened'
        end as entry_bucket
    from located
),

final as (
    select
        *,
        case
            when not is_in_before and entry_bucket is null then null
            when is_won_after then 'won'
            when is_lost_after then 'lost'
            when is_in_after then null
            when is_open_after then 'moved_out'
            else 'removed'
        end as exit_bucket
    from entered
)

select * from final
where is_in_before or is_in_after or entry_bucket is not null
