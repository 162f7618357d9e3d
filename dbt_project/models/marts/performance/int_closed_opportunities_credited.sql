{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Three rows per closed opportunity: the rep credited at close, that rep's team of then, and the
-- rep who owns it today.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and not is_deleted
),

closed as (
    select
        *,
        case when is_won then won_date else lost_date end as outcome_date
    from opportunities
),

final as (
    {% for owner_view, owner_kind, owner_key in [
        ('credited', 'rep', 'credited_rep_key'),
        ('credited', 'team', 'credited_team_key'),
        ('current', 'rep', 'owner_current_rep_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ owner_view }}' as owner_view,
            '{{ owner_kind }}' as owner_kind,
            {{ owner_key }} as owner_key,
            opportunity_key,
            {{ month_start('outcome_date') }} as month_start_date,
            is_won,
            is_lost,
            is_win_rate_eligible,
            won_amount,
            lost_amount,
            cycle_days
        from closed
        where outcome_date <= {{ as_of_date() }}
    {% endfor %}
)

select * from final
