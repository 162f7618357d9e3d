-- Working minutes until a lead's first answer, and, for one still without, until the end of the
-- business date: an untouched lead is breached as soon as that exceeds the allowed minutes.
{% set sla_seconds = var('sla_minutes', 60) * 60 %}

with responses as (
    select
        *,
        {{ local_timestamp('lead_created_at') }} as created_local,
        {{ local_timestamp('first_response_at') }} as responded_local
    from {{ ref('int_lead_responses_matched') }}
),

days as (
    select * from {{ ref('int_working_days_numbered') }}
),

as_of_day as (
    select
        {{ business_seconds(
            "timestamp '2000-01-01 23:59:59'", 'working_day_number', 'is_working_day'
        ) }} as seconds_as_of
    from days
    where date_day = {{ as_of_date() }}
),

clocked as (
    select
        responses.*,
        {{ business_seconds(
            'responses.created_local',
            'created_days.working_day_number',
            'created_days.is_working_day'
        ) }} as seconds_created,
        {{ business_seconds(
            'responses.responded_local',
            'responded_days.working_day_number',
            'responded_days.is_working_day'
        ) }} as seconds_responded,
        as_of_day.seconds_as_of
    from responses
    left join days as created_days
        on cast(responses.created_local as date) = created_days.date_day
    left join days as responded_days
        on cast(responses.responded_local as date) = responded_days.date_day
    cross join as_of_day
),

final as (
    select
        lead_key,
        first_response_at,
        cast(floor((seconds_responded - seconds_created) / 60.0) as bigint)
            as response_minutes,
        case when is_measurable then first_response_at is not null end as is_responded,
        case when is_measurable then first_response_at is null end as is_untouched,
        case
            when is_measurable
                then
                    coalesce(seconds_responded, seconds_as_of) - seconds_created
                    > {{ sla_seconds }}
        end as is_sla_breached
    from clocked
)

select * from final
