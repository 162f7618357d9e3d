with steps as (
    select * from {{ ref('int_lead_steps_timed') }}
),

horizons as (
    {% for days in var('lead_horizon_days', [30, 60, 90, 180]) %}
        {% if not loop.first %}union all{% endif %}
        select cast({{ days }} as bigint) as horizon_days
    {% endfor %}
),

cohorts as (
    select
        steps.month_start_date,
        horizons.horizon_days,
        {% for step in ['mql', 'sal', 'sql', 'opportunity', 'won'] %}
            count(*) filter (where steps.days_to_{{ step }} <= horizons.horizon_days)
                as {{ step }}_count,
        {% endfor %}
        min(steps.age_days) >= horizons.horizon_days as is_matured,
        count(*) as lead_count
    from steps
    cross join horizons
    group by steps.month_start_date, horizons.horizon_days
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        month_start_date,
        horizon_days,
        is_matured,
        lead_count,
        mql_count,
        sal_count,
        sql_count,
        opportunity_count,
        won_count,
        {{ rate('mql_count', 'lead_count') }} as mql_rate,
        {{ rate('sal_count', 'mql_count') }} as sal_rate,
        {{ rate('sql_count', 'sal_count') }} as sql_rate,
        {{ rate('opportunity_count', 'sql_count') }} as opportunity_rate,
        {{ rate('won_count', 'opportunity_count') }} as won_rate,
        {{ rate('won_count', 'lead_count') }} as lead_to_won_rate
    from cohorts
)

select * from final
