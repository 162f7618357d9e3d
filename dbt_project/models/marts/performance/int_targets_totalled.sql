{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- A rep's quota stands in both views; a team is seen in one.
with targets as (
    select * from {{ ref('fct_targets') }}
    where month_start_date <= {{ as_of_date() }}
),

totals as (
    select
        owner_kind,
        owner_key,
        month_start_date,
        cast(
            sum(target_amount) filter (where measure = 'won_amount') as decimal(18, 2)
        ) as target_amount,
        cast(
            sum(target_amount) filter (where measure = 'won_count') as bigint
        ) as target_won_count
    from targets
    group by owner_kind, owner_key, month_start_date
),

final as (
    select
        'credited' as owner_view,
        totals.*
    from totals
    union all
    select
        'current' as owner_view,
        totals.*
    from totals
    where owner_kind = 'rep'
)

select * from final
