with visits as (
    select * from {{ ref('int_lead_status_visits_sequenced') }}
),

leads as (
    select * from {{ ref('int_leads_resolved') }}
),

final as (
    select
        {{ surrogate_key(['visits.lead_key', 'visits.visit_number']) }}
            as lead_status_visit_key,
        visits.lead_key,
        leads.source_system,
        leads.source_instance,
        visits.visit_number,
        visits.lead_status,
        visits.canonical_status,
        visits.entered_date,
        visits.exited_date,
        cast({{ datediff_days('visits.exited_date', 'visits.entered_date') }} as integer)
            as dwell_days,
        visits.exited_date is null as is_open,
        visits.is_inferred
    from visits
    inner join leads on visits.lead_key = leads.lead_key
)

select * from final
