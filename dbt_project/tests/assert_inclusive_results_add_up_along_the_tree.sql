-- What a team or territory has with everything below it is what it has alone and what its direct
-- members have with everything below them, month by month.
with members as (
    {% for mart, view, key in [
        ('mart_performance_by_team_month', "'team credited'", 'team_key'),
        (
            'mart_territory_performance_by_month', "'territory ' || territory_view",
            'territory_key',
        ),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ view }} as view_name,
            {{ key }} as level_key,
            parent_{{ key }} as parent_key,
            month_start_date,
            won_count,
            lost_count,
            open_count,
            coalesce(won_amount, 0) as won_amount,
            coalesce(open_pipeline_amount, 0) as open_amount,
            inclusive_won_count,
            inclusive_lost_count,
            inclusive_open_count,
            coalesce(inclusive_won_amount, 0) as inclusive_won_amount,
            coalesce(inclusive_open_pipeline_amount, 0) as inclusive_open_amount
        from {{ ref(mart) }}
    {% endfor %}
),

sides as (
    select
        view_name,
        level_key,
        month_start_date,
        inclusive_won_count - won_count as won_count,
        inclusive_lost_count - lost_count as lost_count,
        inclusive_open_count - open_count as open_count,
        inclusive_won_amount - won_amount as won_amount,
        inclusive_open_amount - open_amount as open_amount
    from members

    union all

    select
        view_name,
        parent_key as level_key,
        month_start_date,
        -inclusive_won_count as won_count,
        -inclusive_lost_count as lost_count,
        -inclusive_open_count as open_count,
        -inclusive_won_amount as won_amount,
        -inclusive_open_amount as open_amount
    from members
    where parent_key not in ('not_applicable', 'unknown')
)

select
    view_name,
    level_key,
    month_start_date,
    sum(won_count) as won_count_left,
    sum(won_amount) as won_amount_left
from sides
group by view_name, level_key, month_start_date
having
    sum(won_count) <> 0
    or sum(lost_count) <> 0
    or sum(open_count) <> 0
    or sum(won_amount) <> 0
    or sum(open_amount) <> 0
