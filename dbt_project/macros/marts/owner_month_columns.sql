{#- The measures of a performance mart from `measures`, a relation shaped as int_owner_months_measured. -#}
{% macro owner_month_columns() -%}
    measures.won_count,
    cast(measures.won_amount as decimal(18, 2)) as won_amount,
    measures.lost_count,
    cast(measures.lost_amount as decimal(18, 2)) as lost_amount,
    measures.closed_count,
    {{ rate('measures.won_count', 'measures.closed_count') }} as win_rate,
    cast(round({{ rate('measures.won_amount', 'measures.won_with_amount_count') }}, 2) as decimal(18, 2))
        as avg_won_amount,
    cast(measures.avg_cycle_days as double) as avg_cycle_days,
    cast(measures.median_cycle_days as double) as median_cycle_days,
    cast(measures.open_pipeline_amount as decimal(18, 2)) as open_pipeline_amount,
    measures.target_amount,
    {{ rate('measures.won_amount', 'measures.target_amount') }} as attainment_rate,
    {{ wilson_bound('measures.won_count', 'measures.closed_count', '-') }} as win_rate_low,
    {{ wilson_bound('measures.won_count', 'measures.closed_count', '+') }} as win_rate_high,
    cast(measures.won_amount + measures.lost_amount as decimal(18, 2)) as closed_amount,
    -- With a credit note in it a share of amounts says nothing.
    case
        when measures.won_amount >= 0 and measures.lost_amount >= 0
            then {{ rate('measures.won_amount', '(measures.won_amount + measures.lost_amount)') }}
    end as won_amount_rate,
    measures.won_with_amount_count,
    cast(round(measures.median_won_amount, 2) as decimal(18, 2)) as median_won_amount,
    measures.won_with_cycle_count,
    cast(measures.p90_cycle_days as double) as p90_cycle_days,
    measures.open_count,
    measures.target_won_count,
{%- endmacro %}
