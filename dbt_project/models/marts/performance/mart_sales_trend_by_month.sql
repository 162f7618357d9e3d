with measures as (
    select * from {{ ref('int_segment_months_measured') }}
),

segments as (
    select * from {{ ref('int_segments_named') }}
),

-- of other segments a part only counts here, and no target is for that part
targets as (
    select * from {{ ref('fct_inclusive_targets') }}
    where owner_kind = 'company'
),

compared as (
    select
        *,
        lag(won_amount, 12) over segment_months as won_amount_year_before,
        lag(won_count, 12) over segment_months as won_count_year_before,
        sum(won_amount) over last_three_months as won_amount_of_three_months,
        count(won_amount) over last_three_months as known_month_count
    from measures
    window
        segment_months as (
            partition by segment_kind, segment_key order by month_start_date asc nulls last
        ),
        last_three_months as (
            partition by segment_kind, segment_key order by month_start_date asc nulls last
            rows between 2 preceding and current row
        )
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        compared.month_start_date,
        compared.segment_kind,
        coalesce(segments.segment_name, compared.segment_key) as segment_name,
        compared.won_count,
        cast(compared.won_amount as decimal(18, 2)) as won_amount,
        compared.lost_count,
        compared.closed_count,
        {{ win_rate('compared.') }} as win_rate,
        compared.segment_key,
        cast(compared.won_amount_constant as decimal(18, 2)) as won_amount_constant,
        cast(compared.lost_amount as decimal(18, 2)) as lost_amount,
        cast(compared.won_count_year_before as bigint) as won_count_year_before,
        cast(compared.won_amount_year_before as decimal(18, 2)) as won_amount_year_before,
        {{ rate(
            '(compared.won_amount - compared.won_amount_year_before)',
            'compared.won_amount_year_before'
        ) }} as won_amount_growth,
        -- Only over three months whose amounts are all known.
        cast(
            case
                when compared.known_month_count = 3
                    then round(cast(compared.won_amount_of_three_months as double) / 3, 2)
            end as decimal(18, 2)
        ) as won_amount_three_month_average,
        {{ month_end('compared.month_start_date') }} <= {{ as_of_date() }} as is_complete_month,
        targets.target_amount,
        {{ rate('compared.won_amount', 'targets.target_amount') }} as attainment_rate
    from compared
    left join segments
        on
            compared.segment_kind = segments.segment_kind
            and compared.segment_key = segments.segment_key
    left join targets
        on
            compared.segment_kind = 'company'
            and compared.month_start_date = targets.month_start_date
)

select * from final
