-- The territory of a case is its account's on the day it was opened, else its owner's then. Of a
-- case only what is said to be breached depends on the business date.
{%- set end_of_day = local_midnight(add_days(as_of_date(), 1)) %}

with cases as (
    select * from {{ ref('int_cases_resolved') }}
),

service as (
    select * from {{ ref('int_case_service_timed') }}
),

owners as (
    select * from {{ ref('int_record_owners_dated') }}
    where record_kind = 'case'
),

assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
),

served as (
    select
        cases.*,
        owners.owner_at_event_rep_key,
        owners.owner_at_event_rep_version_key,
        owners.owner_at_event_team_key,
        owners.is_owner_backfilled,
        service.first_response_at as first_answer_at,
        service.is_first_response_inferred,
        service.first_response_minutes,
        service.response_due_at,
        service.resolution_minutes,
        service.resolution_due_at,
        -- closing without an answer answers; what is open waits until the end of the business date
        case
            when service.is_measurable
                then
                    coalesce(
                        date_trunc(
                            'second', coalesce(service.first_response_at, cases.closed_at)
                        ),
                        {{ end_of_day }}
                    ) > service.response_due_at
        end as is_response_breached,
        case
            when cases.closed_at is not null
                then date_trunc('second', cases.closed_at) > service.resolution_due_at
            when not cases.is_case_closed then {{ end_of_day }} > service.resolution_due_at
        end as is_resolution_breached
    from cases
    inner join service on cases.case_key = service.case_key
    inner join owners on cases.case_key = owners.record_key
),

final as (
    select
        served.case_key,
        served.source_system,
        served.source_instance,
        served.case_id,
        served.account_key,
        served.owner_at_event_rep_key,
        served.owner_at_event_rep_version_key,
        served.owner_at_event_team_key,
        served.is_owner_backfilled,
        served.owner_rep_key as owner_current_rep_key,
        coalesce(of_account.territory_key, of_rep.territory_key, 'unassigned')
            as territory_key,
        served.case_status,
        served.priority,
        served.origin,
        served.case_type,
        served.opened_at,
        served.opened_date,
        served.closed_at,
        served.closed_date,
        served.is_case_closed as is_closed,
        coalesce(served.is_escalated, false) as is_escalated,
        case
            when served.closed_at >= served.opened_at
                then {{ minutes_between('served.closed_at', 'served.opened_at') }} / 60.0
        end as resolution_hours,
        served.first_answer_at as first_response_at,
        served.is_first_response_inferred,
        served.first_response_minutes,
        served.response_due_at,
        served.resolution_minutes,
        served.resolution_due_at,
        served.is_deleted,
        served.is_response_breached,
        served.is_resolution_breached,
        -- where nothing is known of answers the resolution decides alone
        served.is_resolution_breached or coalesce(served.is_response_breached, false)
            as is_breached,
        {{ as_of_date() }} as as_of_date
    from served
    left join assignments as of_account
        on
            of_account.assignee_kind = 'account'
            and served.account_key = of_account.assignee_key
            and served.opened_date >= of_account.valid_from
            and served.opened_date < of_account.valid_to
    left join assignments as of_rep
        on
            of_rep.assignee_kind = 'rep'
            and served.owner_at_event_rep_key = of_rep.assignee_key
            and served.opened_date >= of_rep.valid_from
            and served.opened_date < of_rep.valid_to
)

select * from final
