{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Every month from a segment's first closed deal to the as-of month, also those without any.
with closed as (
    select
        segment_kind,
        segment_key,
        month_start_date,
        {{ closed_deal_measures() }},
        {{ known_amount('won_amount_constant', 'is_won') }} as won_amount_constant
    from {{ ref('int_closed_opportunities_segmented') }}
    group by segment_kind, segment_key, month_start_date
),

first_months as (
    select
        segment_kind,
        segment_key,
        min(month_start_date) as first_month_start_date
    from closed
    group by segment_kind, segment_key
),

months as (
    select distinct month_start_date from {{ ref('dim_dates') }}
    where month_start_date <= {{ as_of_date() }}
),

final as (
    select
        first_months.segment_kind,
        first_months.segment_key,
        months.month_start_date,
        coalesce(closed.won_count, 0) as won_count,
        case when closed.segment_key is null then 0 else closed.won_amount end as won_amount,
        case when closed.segment_key is null then 0 else closed.won_amount_constant end
            as won_amount_constant,
        coalesce(closed.lost_count, 0) as lost_count,
        case when closed.segment_key is null then 0 else closed.lost_amount end as lost_amount,
        coalesce(closed.closed_count, 0) as closed_count,
        closed.is_loss_untold
    from first_months
    inner join months
        on first_months.first_month_start_date <= months.month_start_date
    left join closed
        on
            first_months.segment_kind = closed.segment_kind
            and first_months.segment_key = closed.segment_key
            and months.month_start_date = closed.month_start_date
)

select * from final
