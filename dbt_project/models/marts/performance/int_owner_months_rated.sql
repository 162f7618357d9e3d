{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The measures as the performance marts publish them: typed, and with their rates.
with measures as (
    select * from {{ ref('int_owner_months_measured') }}
),

final as (
    select
        owner_view,
        owner_kind,
        owner_key,
        month_start_date,
        named_on_date,
        won_count,
        cast(won_amount as decimal(18, 2)) as won_amount,
        lost_count,
        cast(lost_amount as decimal(18, 2)) as lost_amount,
        closed_count,
        {{ win_rate() }} as win_rate,
        {% for direction, name in [('-', 'low'), ('+', 'high')] %}
            case
                when is_loss_untold then null
                else {{ wilson_bound('won_count', 'closed_count', direction) }}
            end as win_rate_{{ name }},
        {% endfor %}
        cast(won_amount + lost_amount as decimal(18, 2)) as closed_amount,
        -- With a credit note in it a share of amounts says nothing.
        case
            when is_loss_untold then null
            when won_amount >= 0 and lost_amount >= 0
                then {{ rate('won_amount', '(won_amount + lost_amount)') }}
        end as won_amount_rate,
        won_with_amount_count,
        cast(round({{ rate('won_amount', 'won_with_amount_count') }}, 2) as decimal(18, 2))
            as avg_won_amount,
        cast(round(median_won_amount, 2) as decimal(18, 2)) as median_won_amount,
        won_with_cycle_count,
        cast(avg_cycle_days as double) as avg_cycle_days,
        cast(median_cycle_days as double) as median_cycle_days,
        cast(p90_cycle_days as double) as p90_cycle_days,
        open_count,
        cast(open_pipeline_amount as decimal(18, 2)) as open_pipeline_amount,
        target_amount,
        target_won_count,
        {{ rate('won_amount', 'target_amount') }} as attainment_rate
    from measures
)

select * from final
