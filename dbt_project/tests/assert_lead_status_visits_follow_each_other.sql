-- Stays of a lead come one after the other, only the last one lasts, and it is the status that the
-- lead has today; a deleted lead is in none.
with visits as (
    select
        *,
        lead(entered_date) over (
            partition by lead_key order by visit_number asc nulls last
        ) as next_entered_date,
        visit_number = max(visit_number) over (partition by lead_key) as is_last
    from {{ ref('fct_lead_status_visits') }}
)

select
    visits.lead_key,
    visits.visit_number
from visits
where
    visits.exited_date < visits.entered_date
    or visits.exited_date > visits.next_entered_date
    or (visits.is_open and not visits.is_last)

union all

select
    leads.lead_key,
    visits.visit_number
from {{ ref('fct_leads') }} as leads
left join visits
    on leads.lead_key = visits.lead_key and visits.is_open
where
    leads.is_deleted <> (visits.canonical_status is null)
    or (not leads.is_deleted and leads.canonical_status <> visits.canonical_status)
