-- Visits cover an opportunity's life: the first begins on the day of creation, unless it was closed
-- before (those of a deal that others were merged into, with the earliest of them); the last has no
-- end and is in the stage the opportunity has, open as long as that is.
with merged as (
    select * from {{ ref('bridge_merged_records') }}
    where record_kind = 'opportunity'
),

visits as (
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
),

opportunities as (
    select
        opportunities.*,
        coalesce(merged.survivor_key, opportunities.opportunity_key) as deal_key
    from {{ ref('fct_opportunities') }} as opportunities
    left join merged on opportunities.opportunity_key = merged.record_key
),

beginnings as (
    select
        opportunities.deal_key,
        min(least(opportunities.created_date, opportunities.closed_date)) as begins_date,
        min(spans.first_entered_date) as first_entered_date
    from opportunities
    left join spans on opportunities.opportunity_key = spans.opportunity_key
    group by opportunities.deal_key
)

select
    opportunities.opportunity_key,
    opportunities.created_date,
    spans.first_entered_date,
    opportunities.stage_name,
    spans.last_stage_name
from opportunities
inner join beginnings on opportunities.deal_key = beginnings.deal_key
left join spans on opportunities.opportunity_key = spans.opportunity_key
where
    beginnings.first_entered_date is distinct from beginnings.begins_date
    or spans.last_stage_name is distinct from opportunities.stage_name
    or spans.last_exited_date is not null
    or spans.open_count <> case when opportunities.is_open then 1 else 0 end
    or spans.open_visit_number <> spans.last_visit_number
