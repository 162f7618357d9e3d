-- An entry that was inferred is in no cohort; how many there are in the month stands beside.
with entries as (
    select * from {{ ref('int_stage_entries_followed') }}
),

horizons as (
    {% for days in var('funnel_horizon_days', [30, 60, 90, 180]) %}
        {% if not loop.first %}union all{% endif %}
        select cast({{ days }} as bigint) as horizon_days
    {% endfor %}
),

cohorts as (
    select
        entries.month_start_date,
        entries.pipeline_name,
        entries.stage_name,
        entries.stage_order,
        horizons.horizon_days,
        count(*) filter (where not entries.is_inferred) as entered_count,
        count(*) filter (where entries.is_inferred) as inferred_count,
        count(*) filter (where entries.days_to_advance <= horizons.horizon_days)
            as advanced_count,
        count(*) filter (where entries.days_to_won <= horizons.horizon_days) as won_count,
        count(*) filter (where entries.days_to_lost <= horizons.horizon_days) as lost_count,
        coalesce(min(entries.age_days) >= horizons.horizon_days, false) as is_matured,
        median(entries.days_to_advance)
        filter (where entries.days_to_advance <= horizons.horizon_days)
            as median_days_to_advance
    from entries
    cross join horizons
    group by
        entries.month_start_date,
        entries.pipeline_name,
        entries.stage_name,
        entries.stage_order,
        horizons.horizon_days
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        month_start_date,
        pipeline_name,
        stage_name,
        cast(stage_order as bigint) as stage_order,
        horizon_days,
        entered_count,
        inferred_count,
        advanced_count,
        {{ rate('advanced_count', 'entered_count') }} as conversion_rate,
        is_matured,
        won_count,
        lost_count,
        {{ rate('won_count', 'entered_count') }} as won_rate,
        cast(median_days_to_advance as double) as median_days_to_advance
    from cohorts
)

select * from final
