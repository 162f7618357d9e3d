-- Leads as they stand now, merge survivors only. A person begins with the earliest record of the
-- group and became what any of them became, on the first day of that; a value that the survivor
-- lacks is the latest known of the others.
{%- set values = [
    'lead_source', 'lead_status', 'owner_id', 'converted_account_key', 'survivor_opportunity_id'
] %}
with leads as (
    select * from {{ ref('int_leads_grouped') }}
),

members as (
    select
        *,
        row_number() over (
            partition by lead_key
            order by is_merged desc, valid_from asc nulls last, lead_id asc nulls last
        ) as value_rank,
        row_number() over (
            partition by lead_key
            order by lead_created_at asc nulls last, is_merged asc, lead_id asc nulls last
        ) as age_rank
    from leads
    where group_size > 1
),

people as (
    select
        lead_key,
        min_by(lead_id, age_rank) as first_lead_id,
        min(lead_created_at) as lead_created_at,
        min(lead_created_date) as lead_created_date,
        min(first_known_date) as first_known_date,
        bool_or(is_converted) as is_converted,
        min(clamped_converted_date) as clamped_converted_date,
        bool_or(is_conversion_clamped) as is_conversion_clamped,
        {{ latest_known(values, 'value_rank') }}
    from members
    group by lead_key
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

filled as (
    select
        leads.lead_key,
        leads.source_system,
        leads.source_instance,
        leads.lead_id,
        coalesce(people.first_lead_id, leads.lead_id) as first_lead_id,
        {% for column in values + [
            'lead_created_at', 'lead_created_date', 'first_known_date',
            'is_converted', 'clamped_converted_date', 'is_conversion_clamped',
        ] -%}
            coalesce(people.{{ column }}, leads.{{ column }}) as {{ column }},
        {% endfor -%}
        leads.is_deleted
    from leads
    left join people on leads.lead_key = people.lead_key
    where not leads.is_merged
),

final as (
    select
        filled.lead_key,
        filled.source_system,
        filled.source_instance,
        filled.lead_id,
        filled.first_lead_id,
        filled.lead_created_at,
        coalesce(filled.lead_created_date, filled.first_known_date) as lead_created_date,
        filled.lead_created_date is null as is_created_date_inferred,
        filled.lead_source,
        filled.lead_status,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key,
        filled.is_converted,
        filled.clamped_converted_date,
        filled.is_conversion_clamped,
        coalesce(filled.converted_account_key, 'not_applicable') as converted_account_key,
        filled.survivor_opportunity_id,
        filled.is_deleted
    from filled
    left join reps
        on
            filled.source_system = reps.source_system
            and filled.source_instance = reps.source_instance
            and filled.owner_id = reps.rep_id
)

select * from final
