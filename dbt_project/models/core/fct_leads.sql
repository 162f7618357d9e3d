{%- set end_of_day = local_midnight(add_days(as_of_date(), 1)) %}

with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

responses as (
    select * from {{ ref('int_lead_responses_timed') }}
),

first_touches as (
    select
        lead_key,
        min(touched_at) as first_touched_at
    from {{ ref('int_touches_linked') }}
    where not is_deleted
    group by lead_key
),

statuses as (
    select * from {{ ref('int_lead_statuses_dated') }}
),

territories as (
    select * from {{ ref('int_lead_territories_assigned') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

owners as (
    select * from {{ ref('int_record_owners_dated') }}
    where record_kind = 'lead'
),

status_map as (
    select * from {{ ref('lead_status_map') }}
),

final as (
    select
        leads.lead_key,
        leads.source_system,
        leads.source_instance,
        leads.lead_id,
        case
            when leads.lead_source is null then 'not_provided'
            else {{ surrogate_key(['leads.source_system', 'leads.lead_source']) }}
        end as lead_source_key,
        owners.owner_at_event_rep_key,
        owners.owner_at_event_rep_version_key,
        owners.owner_at_event_team_key,
        owners.is_owner_backfilled,
        leads.owner_rep_key as owner_current_rep_key,
        responses.first_owner_rep_key,
        territories.territory_key,
        leads.lead_created_at,
        leads.lead_created_date,
        leads.is_created_date_inferred,
        responses.assigned_date,
        responses.first_response_at,
        responses.response_minutes,
        responses.response_due_at,
        responses.is_responded,
        responses.is_untouched,
        -- of a response's columns the only one that depends on the business date
        case
            when responses.is_measurable
                then
                    coalesce(
                        coalesce(
                            date_trunc('second', responses.first_response_at), {{ end_of_day }}
                        ) > responses.response_due_at,
                        false
                    )
        end as is_sla_breached,
        first_touches.first_touched_at,
        statuses.mql_date,
        statuses.sal_date,
        statuses.sql_date,
        leads.clamped_converted_date as converted_date,
        coalesce(leads.is_converted, false) as is_converted,
        coalesce(opportunities.opportunity_key, 'not_applicable') as opportunity_key,
        coalesce(opportunities.is_won, false) as is_won,
        case when opportunities.is_won then opportunities.won_date end as won_date,
        opportunities.won_amount,
        case
            when
                opportunities.is_won
                and opportunities.won_date >= leads.lead_created_date
                and not leads.is_created_date_inferred
                then
                    cast(
                        {{ datediff_days('opportunities.won_date', 'leads.lead_created_date') }}
                        as integer
                    )
        end as days_to_won,
        leads.is_conversion_clamped
        or coalesce(opportunities.won_date < leads.lead_created_date, false)
            as is_date_order_invalid,
        leads.lead_status,
        case
            when leads.is_converted then 'converted'
            else coalesce(status_map.canonical_status, 'unmapped')
        end as canonical_status,
        not leads.is_deleted
        and not coalesce(leads.is_converted, false)
        and coalesce(status_map.canonical_status, 'unmapped') <> 'disqualified' as is_open,
        leads.is_deleted
    from leads
    inner join responses on leads.lead_key = responses.lead_key
    inner join territories on leads.lead_key = territories.lead_key
    inner join owners on leads.lead_key = owners.record_key
    left join first_touches on leads.lead_key = first_touches.lead_key
    left join statuses on leads.lead_key = statuses.lead_key
    left join opportunities
        on
            leads.source_system = opportunities.source_system
            and leads.source_instance = opportunities.source_instance
            and leads.survivor_opportunity_id = opportunities.opportunity_id
    left join status_map
        on
            leads.source_system = status_map.source_system
            and leads.lead_status = status_map.lead_status
)

select * from final
