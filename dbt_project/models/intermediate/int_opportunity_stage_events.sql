-- The path of each opportunity with its closing on the one day that counts everywhere: the day that
-- the record tells, else that on which the log enters the closing stage, else that of the first
-- export which shows it. What the log has between that day and its own closing is cut, so that the
-- last open state lasts until the closing; corrections after a closing stay where they are.
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

ends as (
    select
        *,
        max(case when is_open then event_sequence else 0 end) over (partition by opportunity_key)
            as last_open_sequence,
        first_value(stage_name) over (
            partition by opportunity_key order by event_sequence desc nulls last
        ) as last_stage_name
    from {{ ref('int_opportunity_events_ordered') }}
),

closings as (
    select
        *,
        -- the first entry into today's closed stage after the last open one; none of an open deal
        min(
            case
                when
                    not is_open
                    and stage_name = last_stage_name
                    and event_sequence > last_open_sequence
                    then event_sequence
            end
        ) over (partition by opportunity_key) as closing_sequence
    from ends
),

days as (
    select
        closings.*,
        opportunities.source_system,
        opportunities.created_date,
        opportunities.close_date as record_close_date,
        case
            when closings.closing_sequence is not null
                then
                    coalesce(
                        opportunities.told_closing_date,
                        max(
                            case
                                when closings.event_sequence = closings.closing_sequence
                                    then closings.changed_date
                            end
                        ) over (partition by closings.opportunity_key)
                    )
        end as closing_date
    from closings
    inner join opportunities on closings.opportunity_key = opportunities.opportunity_key
),

bounded as (
    select
        *,
        least(created_date, coalesce(closing_date, created_date)) as begins_date,
        min(event_sequence) over (partition by opportunity_key) as first_sequence
    from days
    where
        closing_sequence is null
        or event_sequence >= closing_sequence
        or changed_date <= closing_date
),

dated as (
    select
        *,
        case
            when event_sequence = closing_sequence then closing_date
            when event_sequence > closing_sequence then greatest(changed_date, closing_date)
            -- what a log tells of a time before the creation happened on its day
            else greatest(changed_date, begins_date)
        end as event_date
    from bounded
),

final as (
    select
        opportunity_key,
        -- a day without a time is its midnight, but nothing happens before what came before it
        max(
            case
                when event_date = changed_date then changed_at
                else {{ local_midnight('event_date') }}
            end
        ) over (
            partition by opportunity_key order by event_sequence asc nulls last
            rows between unbounded preceding and current row
        ) as changed_at,
        event_date as changed_date,
        changed_date as logged_date,
        begins_date,
        event_sequence,
        stage_key,
        source_stage_name,
        stage_name,
        stage_order,
        is_open,
        amount_trx,
        currency_code,
        -- from the closing on there is no other close date than the record's
        case
            when event_sequence >= closing_sequence then record_close_date else close_date
        end as close_date,
        probability,
        forecast_category,
        pipeline_name,
        evidence
    from dated

    union all

    -- where the log's first word is a closing before the creation, and the record tells a later
    -- one, nothing is known of the time between
    select
        dated.opportunity_key,
        {{ local_midnight('dated.begins_date') }} as changed_at,
        dated.begins_date as changed_date,
        dated.begins_date as logged_date,
        dated.begins_date,
        0 as event_sequence,
        stages.stage_key,
        stages.source_stage_name,
        stages.stage_name,
        stages.stage_order,
        stages.is_open,
        null as amount_trx,
        dated.currency_code,
        null as close_date,
        null as probability,
        null as forecast_category,
        dated.pipeline_name,
        'inferred' as evidence
    from dated
    inner join {{ ref('int_stages_mapped') }} as stages
        on
            stages.source_stage_name = 'not_recorded'
            and dated.source_system = stages.source_system
            and dated.pipeline_name = stages.pipeline_name
    where dated.event_sequence = dated.first_sequence and dated.event_date > dated.begins_date
)

select * from final
