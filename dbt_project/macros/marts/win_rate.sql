{#- won_count / closed_count, columns that `prefix` stands before; NULL where one of the deals is of a
    source that never tells a lost one, so that all of its deals would be won. -#}
{% macro win_rate(prefix='') -%}
    case
        when {{ prefix }}is_loss_untold then null
        else {{ rate(prefix ~ 'won_count', prefix ~ 'closed_count') }}
    end
{%- endmacro %}
