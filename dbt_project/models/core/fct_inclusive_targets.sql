-- What a team, the company or a territory is to reach, as results roll up: its own plan, else the
-- sum of those below. A plan counts for all above it up to the next one that has a plan itself; a
-- rep's counts from the rep's team of the month on. Measures are looked at each for itself.
with targets as (
    select
        owner_kind,
        owner_key,
        month_start_date,
        sum(case when measure = 'won_amount' then target_amount end) as target_amount,
        sum(case when measure = 'won_count' then target_amount end) as target_won_count
    from {{ ref('fct_targets') }}
    group by owner_kind, owner_key, month_start_date
),

tree as (
    select
        'team' as unit_kind,
        ancestor_team_key as ancestor_key,
        descendant_team_key as descendant_key
    from {{ ref('bridge_teams_closure') }}
    where is_current

    union all

    select
        'team' as unit_kind,
        'company' as ancestor_key,
        descendant_team_key as descendant_key
    from {{ ref('bridge_teams_closure') }}
    where is_current and depth = 0

    union all

    select
        'team' as unit_kind,
        'company' as ancestor_key,
        'company' as descendant_key

    union all

    select
        'territory' as unit_kind,
        ancestor_territory_key as ancestor_key,
        descendant_territory_key as descendant_key
    from {{ ref('bridge_territories_closure') }}
    where is_current
),

plans as (
    select
        case when owner_kind = 'company' then 'team' else owner_kind end as unit_kind,
        owner_key as unit_key,
        month_start_date,
        target_amount,
        target_won_count
    from targets
    where owner_kind in ('team', 'territory', 'company')
),

parts as (
    select
        *,
        1 as own_plan_count
    from plans

    union all

    select
        'team' as unit_kind,
        coalesce(reps.team_key, 'unknown') as unit_key,
        targets.month_start_date,
        targets.target_amount,
        targets.target_won_count,
        0 as own_plan_count
    from targets
    left join {{ ref('dim_sales_reps') }} as reps
        on
            targets.owner_key = reps.rep_key
            and least({{ month_end('targets.month_start_date') }}, {{ as_of_date() }})
            >= reps.valid_from
            and least({{ month_end('targets.month_start_date') }}, {{ as_of_date() }})
            < reps.valid_to
    where targets.owner_kind = 'rep'
),

-- how many plans there are on the way from a unit up to one above it, both included
ways as (
    select
        upper_part.unit_kind,
        upper_part.ancestor_key,
        lower_part.descendant_key,
        plans.month_start_date,
        count(plans.target_amount) as amount_plan_count,
        count(plans.target_won_count) as count_plan_count
    from plans
    inner join tree as upper_part
        on plans.unit_kind = upper_part.unit_kind and plans.unit_key = upper_part.descendant_key
    inner join tree as lower_part
        on plans.unit_kind = lower_part.unit_kind and plans.unit_key = lower_part.ancestor_key
    group by
        upper_part.unit_kind,
        upper_part.ancestor_key,
        lower_part.descendant_key,
        plans.month_start_date
),

summed as (
    select
        case when tree.ancestor_key = 'company' then 'company' else tree.unit_kind end
            as owner_kind,
        tree.ancestor_key as owner_key,
        parts.month_start_date,
        cast(
            sum(
                case
                    when coalesce(ways.amount_plan_count, 0) <= parts.own_plan_count
                        then parts.target_amount
                end
            ) as decimal(18, 2)
        ) as target_amount,
        cast(
            sum(
                case
                    when coalesce(ways.count_plan_count, 0) <= parts.own_plan_count
                        then parts.target_won_count
                end
            ) as bigint
        ) as target_won_count
    from parts
    inner join tree
        on parts.unit_kind = tree.unit_kind and parts.unit_key = tree.descendant_key
    left join ways
        on
            tree.unit_kind = ways.unit_kind
            and tree.ancestor_key = ways.ancestor_key
            and tree.descendant_key = ways.descendant_key
            and parts.month_start_date = ways.month_start_date
    group by tree.unit_kind, tree.ancestor_key, parts.month_start_date
),

final as (
    select
        {{ surrogate_key(['owner_kind', 'owner_key', 'month_start_date']) }}
            as inclusive_target_key,
        *
    from summed
)

select * from final
