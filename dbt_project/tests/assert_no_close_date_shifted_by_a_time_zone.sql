-- A close date shifted by a time zone: the day that a source writes is the day that is published,
-- and a closing known by its day alone begins with that day in the business zone.
{{ config(group='warehouse') }}

with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

visits as (
    select * from {{ ref('fct_stage_visits') }}
)

select
    opportunities.opportunity_key,
    opportunities.expected_close_date as published_date,
    delivered.close_date as expected_date
from opportunities
inner join {{ ref('hist_opportunities') }} as delivered
    on
        opportunities.source_system = delivered.source_system
        and opportunities.source_instance = delivered.source_instance
        and opportunities.opportunity_id = delivered.opportunity_id
        and delivered.is_current
where opportunities.expected_close_date is distinct from delivered.close_date

union all

select
    opportunity_key,
    entered_date as published_date,
    {{ local_date('entered_at') }} as expected_date
from visits
where entered_date <> {{ local_date('entered_at') }}
