-- Visits are numbered without gaps, end where the next begins, and change the stage.
with visits as (
    select
        *,
        row_number() over opportunity_visits as expected_number,
        lead(entered_at) over opportunity_visits as next_entered_at,
        lead(entered_date) over opportunity_visits as next_entered_date,
        lead(stage_name) over opportunity_visits as following_stage_name
    from {{ ref('fct_stage_visits') }}
    window
        opportunity_visits as (
            partition by opportunity_key order by visit_number asc nulls last
        )
)

select *
from visits
where
    visit_number <> expected_number
    or exited_at is distinct from next_entered_at
    or exited_date is distinct from next_entered_date
    or next_stage_name is distinct from following_stage_name
    or stage_name = next_stage_name
    or exited_at < entered_at
    or (direction is null) <> (exited_at is null)
