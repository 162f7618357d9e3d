-- What a case was promised and got: answer and resolution in working minutes, and when each is due.
with cases as (
    select * from {{ ref('int_case_responses_matched') }}
),

clocks as (
    select * from {{ ref('int_clocks_timed') }}
),

final as (
    select
        cases.case_key,
        cases.first_response_at,
        cases.is_first_response_inferred,
        cases.is_measurable,
        response_clocks.business_minutes as first_response_minutes,
        response_clocks.due_at as response_due_at,
        resolution_clocks.business_minutes as resolution_minutes,
        resolution_clocks.due_at as resolution_due_at
    from cases
    inner join clocks as response_clocks
        on
            response_clocks.clock_kind = 'case_response'
            and cases.case_key = response_clocks.record_key
    inner join clocks as resolution_clocks
        on
            resolution_clocks.clock_kind = 'case_resolution'
            and cases.case_key = resolution_clocks.record_key
)

select * from final
