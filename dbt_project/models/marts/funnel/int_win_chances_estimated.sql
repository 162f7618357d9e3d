{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The chance of winning of who is still open after so many days: Aalen and Johansen's estimate over
-- won and lost. Until each day on which somebody left, open_rate of all are open; of at_risk_count
-- some are won on it. What is won from then on, divided by what is open, is the chance.
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
        cast(sum(leaving_count) over from_then_on as double) as at_risk_count,
        sum(ended_count) over from_then_on as still_ended_count,
        sum(won_count) over from_then_on as still_won_count,
        sum(leaving_count) over peers as peer_count,
        sum(ended_count) over peers as ended_peer_count,
        max(case when won_count > 0 then days end) over peers as last_won_days,
        max(days) over peers as followed_days
    from counted
    window
        peers as (partition by basis, source_system, pipeline_name, stage_name, age_from),
        from_then_on as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days desc nulls last
            rows between unbounded preceding and current row
        )
),

thick as (
    select
        *,
        lag(days) over by_days as previous_days,
        coalesce(lag(days) over by_days, 0) as days_from,
        lead(days) over by_days is null as is_last
    from at_risk
    where at_risk_count >= {{ var('win_chance_peers') }}
    window
        by_days as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days asc nulls last
        )
),

surviving as (
    select
        *,
        -- the tail in which too few are left is one span; who is followed no longer counts half
        case
            when is_last then 2 * still_won_count / (at_risk_count + still_ended_count)
            else won_count / at_risk_count
        end as won_rate,
        exp(coalesce(sum(
            case when not is_last then ln(1 - ended_count / at_risk_count) end
        ) over earlier_days, 0)) as open_rate
    from thick
    window
        earlier_days as (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days asc nulls last
            rows between unbounded preceding and 1 preceding
        )
),

estimated as (
    select
        *,
        sum(open_rate * won_rate) over (
            partition by basis, source_system, pipeline_name, stage_name, age_from
            order by days desc nulls last
            rows between unbounded preceding and current row
        ) / open_rate as win_probability,
        case
            when is_last then greatest(days, coalesce(last_won_days, 99999)) else days
        end as days_to
    from surviving
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
        round(win_probability, 6) as win_probability,
        peer_count
    from estimated
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
    from estimated
    where
        basis <> 'quarter_day'
        and ended_peer_count >= {{ var('win_chance_peers') }}
        and is_last
        and days_to < 99999

    union all

    -- a quarter's day is day 0, and says nothing before most of what is won can have been
    select
        basis,
        source_system,
        pipeline_name,
        stage_name,
        age_from as days_from,
        age_to as days_to,
        round(win_probability, 6) as win_probability,
        peer_count
    from estimated
    where basis = 'quarter_day' and previous_days is null and followed_days >= needed_days
)

select * from final
