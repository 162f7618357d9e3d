with pipeline as (
    select * from {{ ref('fct_pipeline_daily') }}
),

levels as (
    select * from {{ ref('int_waterfall_levels_named') }}
),

stages as (
    select
        stage_name,
        min(stage_order) as stage_order
    from {{ ref('dim_stages') }}
    where stage_name <> 'unmapped'
    group by stage_name
),

sums as (
    {% for level_kind, level_key in [
        ('company', "'company'"),
        ('rep', 'owner_rep_key'),
        ('team', 'team_key'),
        ('territory', 'territory_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            pipeline_date,
            '{{ level_kind }}' as level_kind,
            {{ level_key }} as level_key,
            stage_name,
            sum(open_count) as open_count,
            sum(open_with_amount_count) as open_with_amount_count,
            sum(open_amount) as open_amount
        from pipeline
        group by
            pipeline_date,
            {% if level_kind != 'company' %}{{ level_key }},{% endif %}
            stage_name
    {% endfor %}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        sums.pipeline_date,
        sums.level_kind,
        coalesce(levels.level_name, sums.level_key) as level_name,
        sums.stage_name,
        cast(stages.stage_order as integer) as stage_order,
        cast(sums.open_count as bigint) as open_count,
        cast(sums.open_with_amount_count as bigint) as open_with_amount_count,
        cast(sums.open_amount as decimal(18, 2)) as open_amount,
        sums.level_key
    from sums
    left join levels
        on
            sums.level_kind = levels.level_kind
            and sums.level_key = levels.level_key
    left join stages on sums.stage_name = stages.stage_name
)

select * from final
