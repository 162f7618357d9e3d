-- Month by month, the reps credited, the reps of today, the teams, and the territories then and by
-- today's map each share out what the facts have: nothing is left over, nothing counts twice.
with facts as (
    select
        {{ month_start('coalesce(won_date, lost_date)') }} as month_start_date,
        case when is_won then 1 else 0 end as won_count,
        case when is_lost then 1 else 0 end as lost_count,
        0 as open_count,
        coalesce(won_amount, 0) as won_amount,
        coalesce(lost_amount, 0) as lost_amount,
        0 as open_amount
    from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and coalesce(won_date, lost_date) <= {{ as_of_date() }}

    union all

    select
        month_start_date,
        0 as won_count,
        0 as lost_count,
        1 as open_count,
        0 as won_amount,
        0 as lost_amount,
        coalesce(amount, 0) as open_amount
    from {{ ref('fct_pipeline_months') }}
),

sides as (
    {% for view in [
        'rep credited', 'rep current', 'team', 'territory as_of_event', 'territory restated'
    ] %}
        select
            '{{ view }}' as view_name,
            month_start_date,
            -won_count as won_count,
            -lost_count as lost_count,
            -open_count as open_count,
            -won_amount as won_amount,
            -lost_amount as lost_amount,
            -open_amount as open_amount
        from facts

        union all

    {% endfor %}
    {% for mart, view in [
        ('mart_performance_by_rep_month', "'rep ' || owner_view"),
        ('mart_performance_by_team_month', "'team'"),
        ('mart_territory_performance_by_month', "'territory ' || territory_view"),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ view }} as view_name,
            month_start_date,
            won_count,
            lost_count,
            open_count,
            coalesce(won_amount, 0) as won_amount,
            coalesce(lost_amount, 0) as lost_amount,
            coalesce(open_pipeline_amount, 0) as open_amount
        from {{ ref(mart) }}
    {% endfor %}
)

select
    view_name,
    month_start_date,
    sum(won_count) as won_count_left,
    sum(lost_count) as lost_count_left,
    sum(open_count) as open_count_left,
    sum(won_amount) as won_amount_left,
    sum(lost_amount) as lost_amount_left,
    sum(open_amount) as open_amount_left
from sides
group by view_name, month_start_date
having
    sum(won_count) <> 0
    or sum(lost_count) <> 0
    or sum(open_count) <> 0
    or sum(won_amount) <> 0
    or sum(lost_amount) <> 0
    or sum(open_amount) <> 0
