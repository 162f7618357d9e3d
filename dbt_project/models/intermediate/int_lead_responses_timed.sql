-- Each lead's way to its first answer: who owned it first and since when, when it was answered,
-- after how many working minutes, and until when that was in time.
with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

responses as (
    select * from {{ ref('int_lead_responses_matched') }}
),

clocks as (
    select * from {{ ref('int_clocks_timed') }}
    where clock_kind = 'lead_response'
),

first_owners as (
    select * from {{ ref('int_first_owners_dated') }}
    where record_kind = 'lead'
),

final as (
    select
        leads.lead_key,
        coalesce(first_owners.first_owner_rep_key, 'unknown') as first_owner_rep_key,
        case
            when first_owners.first_owner_rep_key is null then null
            when leads.lead_created_date > first_owners.assigned_from
                then leads.lead_created_date
            else coalesce(first_owners.assigned_from, leads.lead_created_date)
        end as assigned_date,
        responses.first_response_at,
        clocks.business_minutes as response_minutes,
        clocks.due_at as response_due_at,
        responses.is_measurable,
        case when responses.is_measurable then responses.first_response_at is not null end
            as is_responded,
        case when responses.is_measurable then responses.first_response_at is null end
            as is_untouched
    from leads
    inner join responses on leads.lead_key = responses.lead_key
    inner join clocks on leads.lead_key = clocks.record_key
    left join first_owners
        on
            leads.source_system = first_owners.source_system
            and leads.source_instance = first_owners.source_instance
            and leads.lead_id = first_owners.record_id
)

select * from final
