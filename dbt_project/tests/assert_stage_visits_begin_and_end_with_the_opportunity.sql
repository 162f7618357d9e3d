-- Visits cover an opportunity's life: the first begins on the day of creation, unless it was closed
-- before; the last has no end and is in the stage the opportunity has, open as long as that is.
with visits as (
    select
        *,
        max(visit_number) over (partition by opportunity_key) as last_visit_number
    from {{ ref('fct_stage_visits') }}
),

spans as (
    select
        opportunity_key,
        max(case when visit_number = 1 then entered_date end) as first_entered_date,
        max(case when visit_number = last_visit_number then stage_name end) as last_stage_name,
        max(case when visit_number = last_visit_number then exited_date end) as last_exited_date,
        count(case when is_open then 1 end) as open_count,
        max(case when is_open then visit_number end) as open_visit_number,
        max(last_visit_number) as last_visit_number
    from visits
    group by opportunity_key
)

select
    opportunities.opportunity_key,
    opportunities.created_date,
    spans.first_entered_date,
    opportunities.stage_name,
    spans.last_stage_name
from {{ ref('fct_opportunities') }} as opportunities
left join spans on opportunities.opportunity_key = spans.opportunity_key
where
    spans.first_entered_date is distinct from least(
        opportunities.created_date,
        coalesce(opportunities.closed_date, opportunities.created_date)
    )
    or spans.last_stage_name is distinct from opportunities.stage_name
    or spans.last_exited_date is not null
    or spans.open_count <> case when opportunities.is_open then 1 else 0 end
    or spans.open_visit_number <> spans.last_visit_number
