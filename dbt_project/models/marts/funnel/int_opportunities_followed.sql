{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Whose end tells something about the chances of those who are open now, and after how many days
-- it came; who has not ended is followed until the business date.
--   stage_age     everyone who ever entered the stage, until they left it, with how they ended
--   pipeline_age  everyone who was ever created in the pipeline, from then on
--   quarter_day   who stood in the stage on the same day of the eight quarters before, by how long
--                 they had: the end of a quarter leaves others open than its middle
with opportunities as (
    select
        *,
        case
            when is_win_rate_eligible and closed_date <= {{ as_of_date() }} then closed_date
        end as end_date
    from {{ ref('fct_opportunities') }}
    where not is_deleted
),

-- a source that tells no lost deals, or too few closed ones, says nothing about chances
sources as (
    select source_system
    from opportunities
    where end_date is not null
    group by source_system
    having count(*) >= {{ var('win_chance_peers') }}
),

deals as (
    select opportunities.*
    from opportunities
    inner join sources on opportunities.source_system = sources.source_system
),

-- most won deals are won within so many days: a quarter of them is one band of age
cycles as (
    select
        source_system,
        pipeline_name,
        percentile_cont(0.95) within group (order by cycle_days) as usual_days
    from deals
    where is_won and end_date is not null and cycle_days > 0
    group by source_system, pipeline_name
),

quarter_days as (
    select distinct
        {{ add_days(
            'quarters.fiscal_quarter_end_date',
            datediff_days('today.date_day', 'today.fiscal_quarter_end_date')
        ) }} as quarter_day
    from {{ ref('dim_dates') }} as quarters
    inner join {{ ref('dim_dates') }} as today
        on
            today.date_day = {{ as_of_date() }}
            and quarters.fiscal_quarter_end_date < today.fiscal_quarter_end_date
    order by quarter_day desc nulls last
    limit 8
),

-- an entry that was inferred has no day to count from
visits as (
    select
        deals.source_system,
        deals.pipeline_name,
        deals.end_date,
        deals.is_won,
        visits.stage_name,
        visits.entered_date,
        visits.exited_date
    from {{ ref('fct_stage_visits') }} as visits
    inner join deals on visits.opportunity_key = deals.opportunity_key
    where
        not visits.is_inferred
        and visits.stage_name not in ('won', 'lost', 'unmapped')
        and visits.entered_date <= {{ as_of_date() }}
),

stood as (
    select
        visits.*,
        quarter_days.quarter_day,
        cycles.usual_days,
        least(
            3,
            floor(
                4 * {{ datediff_days('quarter_days.quarter_day', 'visits.entered_date') }}
                / cycles.usual_days
            )
        ) as band
    from visits
    inner join quarter_days
        on
            visits.entered_date <= quarter_days.quarter_day
            and coalesce(visits.exited_date, {{ as_of_date() }}) > quarter_days.quarter_day
            and coalesce(visits.end_date, {{ as_of_date() }}) > quarter_days.quarter_day
    inner join cycles
        on
            visits.source_system = cycles.source_system
            and visits.pipeline_name = cycles.pipeline_name
),

final as (
    select
        'stage_age' as basis,
        source_system,
        pipeline_name,
        stage_name,
        0 as age_from,
        99999 as age_to,
        0 as needed_days,
        {{ datediff_days('coalesce(exited_date, ' ~ as_of_date() ~ ')', 'entered_date') }} as days,
        end_date is not null and exited_date is not null as is_ended,
        is_won
    from visits

    union all

    select
        'pipeline_age' as basis,
        source_system,
        pipeline_name,
        'all' as stage_name,
        0 as age_from,
        99999 as age_to,
        0 as needed_days,
        {{ datediff_days('coalesce(end_date, ' ~ as_of_date() ~ ')', 'created_date') }} as days,
        end_date is not null as is_ended,
        is_won
    from deals
    where not is_created_date_inferred and not is_cycle_invalid

    union all

    select
        'quarter_day' as basis,
        source_system,
        pipeline_name,
        stage_name,
        cast(ceil(band * usual_days / 4) as integer) as age_from,
        case
            when band < 3 then cast(ceil((band + 1) * usual_days / 4) as integer) else 99999
        end as age_to,
        cast(ceil((4 - band) * usual_days / 4) as integer) as needed_days,
        {{ datediff_days('coalesce(end_date, ' ~ as_of_date() ~ ')', 'quarter_day') }} as days,
        end_date is not null as is_ended,
        is_won
    from stood
)

select * from final
