{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The chance of winning of who is still open after so many days: Aalen and Johansen's estimate over
-- won and lost. Of the days on which somebody ended: open_rate of all are open until then, of
-- at_risk_count some are won; what is won from then on, out of what is open, is the chance.
with followed as (
    select * from {{ ref('int_opportunities_followed') }}
),

counted as (
    select
        basis,
        source_system,
        pipeline_name,
        stage_name,
        age_from,
        age_to,
        needed_days,
        days,
        count(*) as leaving_count,
        count(*) filter (where is_ended) as ended_count,
        count(*) filter (where is_ended and is_won) as won_count
    from followed
    group by
        basis, source_system, pipeline_name, stage_name, age_from, age_to, needed_days, days
),

at_risk as (
    select
        *,
        cast(sum(leaving_count) over from_the_end as double) as at_risk_count,
        sum(leaving_count) over peers as peer_count,
        sum(ended_count) over peers as ended_peer_count,
        max(case when won_count > 0 then days end) over peers as last_won_days,
        max(days) over peers as followed_days
    from counted
    window
        peers as (partition by basis, source_system, pipeline_name, stage_name, age_from),
        from_the_end as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days desc nulls last
            rows between unbounded preceding and current row
        )
),

surviving as (
    select
        *,
        -- the product of what stayed open before; the last day, on which nothing may, is in none
        exp(coalesce(sum(
            case when ended_count < at_risk_count then ln(1 - ended_count / at_risk_count) end
        ) over earlier_days, 0)) as open_rate,
        lag(days) over by_days as previous_days,
        lead(at_risk_count) over by_days as next_at_risk_count
    from at_risk
    window
        by_days as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days asc nulls last
        ),
        earlier_days as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days asc nulls last
            rows between unbounded preceding and 1 preceding
        )
),

summed as (
    select
        *,
        sum(open_rate * won_count / at_risk_count) over (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days desc nulls last
            rows between unbounded preceding and current row
        ) as still_won_rate
    from surviving
),

lasting as (
    select
        *,
        coalesce(previous_days, 0) as days_from,
        -- where too few are left, what held for the last that were enough goes on
        case
            when next_at_risk_count >= {{ var('win_chance_peers') }} then days
            else greatest(days, coalesce(last_won_days, 99999))
        end as days_to,
        coalesce(next_at_risk_count, 0) < {{ var('win_chance_peers') }} as is_last
    from summed
    where at_risk_count >= {{ var('win_chance_peers') }}
),

final as (
    select
        case
            when basis = 'pipeline_age' and days_from >= last_won_days then 'older_than_any_won'
            else basis
        end as basis,
        source_system,
        pipeline_name,
        stage_name,
        days_from,
        days_to,
        round(still_won_rate / open_rate, 6) as win_probability,
        peer_count
    from lasting
    where
        basis <> 'quarter_day'
        and ended_peer_count >= {{ var('win_chance_peers') }}
        and days_from < days_to

    union all

    select
        case basis when 'pipeline_age' then 'older_than_any_won' else basis end as basis,
        source_system,
        pipeline_name,
        stage_name,
        days_to as days_from,
        99999 as days_to,
        0 as win_probability,
        peer_count
    from lasting
    where
        basis <> 'quarter_day'
        and ended_peer_count >= {{ var('win_chance_peers') }}
        and is_last
        and last_won_days is not null

    union all

    -- a quarter's day is day 0, and says nothing before most of what is won can have been
    select
        basis,
        source_system,
        pipeline_name,
        stage_name,
        age_from as days_from,
        age_to as days_to,
        round(still_won_rate, 6) as win_probability,
        peer_count
    from lasting
    where basis = 'quarter_day' and previous_days is null and followed_days >= needed_days
)

select * from final
