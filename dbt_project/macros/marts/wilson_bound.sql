{#- Bound of the Wilson score interval (95 %) of successes / trials; direction is '+' or '-'.
    greatest and least skip NULL, so the empty case is kept out explicitly. -#}
{% macro wilson_bound(successes, trials, direction) -%}
    {%- set z2 = '3.841459' -%}
    {%- set n = 'cast(' ~ trials ~ ' as double)' -%}
    {%- set p = '(cast(' ~ successes ~ ' as double) / ' ~ n ~ ')' -%}
    case
        when {{ trials }} > 0
            then round(least(1.0, greatest(0.0, (
                {{ p }} + {{ z2 }} / (2 * {{ n }})
                {{ direction }} sqrt(
                    {{ z2 }} * ({{ p }} * (1 - {{ p }}) / {{ n }}
                    + {{ z2 }} / (4 * {{ n }} * {{ n }}))
                )
            ) / (1 + {{ z2 }} / {{ n }}))), 6)
    end
{%- endmacro %}
