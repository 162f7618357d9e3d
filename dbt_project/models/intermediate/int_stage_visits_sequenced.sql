-- Contiguous stays in a canonical stage, numbered, with where they led.
with events as (
    select * from {{ ref('int_opportunity_stage_events') }}
),

marked as (
    select
        *,
        lag(stage_name) over (
            partition by opportunity_key order by event_sequence asc nulls last
        ) as previous_stage_name
    from events
),

entries as (
    select
        *,
        row_number() over opportunity_entries as visit_number,
        lead(changed_at) over opportunity_entries as exited_at,
        lead(changed_date) over opportunity_entries as exited_date,
        lead(stage_name) over opportunity_entries as next_stage_name,
        lead(stage_order) over opportunity_entries as next_stage_order,
        lead(is_open) over opportunity_entries as next_is_open
    from marked
    where stage_name is distinct from previous_stage_name
    window
        opportunity_entries as (
            partition by opportunity_key order by event_sequence asc nulls last
        )
),

final as (
    select
        opportunity_key,
        visit_number,
        event_sequence,
        stage_key,
        stage_name,
        stage_order,
        is_open,
        changed_at as entered_at,
        changed_date as entered_date,
        logged_date,
        exited_at,
        exited_date,
        next_stage_name,
        case
            when next_stage_name is null then null
            when not next_is_open then 'close'
            when not is_open then 'reopen'
            when stage_name = 'unmapped' or next_stage_name = 'unmapped' then 'unmapped'
            when next_stage_order = stage_order + 1 then 'forward'
            when next_stage_order > stage_order then 'skip'
            else 'back'
        end as direction,
        evidence = 'inferred' as is_inferred,
        amount_trx,
        currency_code
    from entries
)

select * from final
