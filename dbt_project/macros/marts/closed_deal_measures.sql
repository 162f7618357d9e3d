{#- Counts and amounts of closed deals, the same in every mart that reports won and lost. -#}
{% macro closed_deal_measures() -%}
    count(*) filter (where is_won) as won_count,
    {{ known_amount('won_amount', 'is_won') }} as won_amount,
    count(*) filter (where is_lost) as lost_count,
    {{ known_amount('lost_amount', 'is_lost') }} as lost_amount,
    count(*) as closed_count,
    bool_or(not is_win_rate_eligible) as is_loss_untold
{%- endmacro %}
