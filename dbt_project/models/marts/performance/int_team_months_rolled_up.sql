{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Results of a team with everything below it in today's tree, as credited at close.
with closed as (
    select * from {{ ref('int_closed_opportunities_credited') }}
    where owner_kind = 'team'
),

pipeline as (
    select * from {{ ref('int_open_pipeline_summed') }}
    where owner_kind = 'team'
),

tree as (
    select * from {{ ref('bridge_teams_closure') }}
    where is_current
),

closed_below as (
    select
        tree.ancestor_team_key as team_key,
        closed.month_start_date,
        {{ closed_deal_measures() }}
    from closed
    inner join tree
        on closed.owner_key = tree.descendant_team_key
    group by tree.ancestor_team_key, closed.month_start_date
),

open_below as (
    select
        tree.ancestor_team_key as team_key,
        pipeline.month_start_date,
        cast(sum(pipeline.open_count) as bigint) as open_count,
        cast(sum(pipeline.open_pipeline_amount) as decimal(18, 2)) as open_pipeline_amount
    from pipeline
    inner join tree
        on pipeline.owner_key = tree.descendant_team_key
    group by tree.ancestor_team_key, pipeline.month_start_date
),

final as (
    select
        coalesce(closed_below.team_key, open_below.team_key) as team_key,
        coalesce(closed_below.month_start_date, open_below.month_start_date)
            as month_start_date,
        coalesce(closed_below.won_count, 0) as won_count,
        case when closed_below.team_key is null then 0 else closed_below.won_amount end
            as won_amount,
        coalesce(closed_below.lost_count, 0) as lost_count,
        coalesce(closed_below.closed_count, 0) as closed_count,
        closed_below.is_loss_untold,
        coalesce(open_below.open_count, 0) as open_count,
        case when open_below.team_key is null then 0 else open_below.open_pipeline_amount end
            as open_pipeline_amount
    from closed_below
    full outer join open_below
        on
            closed_below.team_key = open_below.team_key
            and closed_below.month_start_date = open_below.month_start_date
)

select * from final
