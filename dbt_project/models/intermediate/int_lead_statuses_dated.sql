-- The first day on which a lead, or one merged into it, is known to have reached each status.
-- Statuses seen at a record's first export hold since its creation; a converted lead has passed all
-- earlier ones.
with leads as (
    select * from {{ ref('int_leads_grouped') }}
),

status_map as (
    select
        *,
        case canonical_status
            when 'new' then 1
            when 'working' then 2
            when 'marketing_qualified' then 3
            when 'sales_accepted' then 4
            when 'sales_qualified' then 5
            when 'converted' then 6
            else 0
        end as status_rank
    from {{ ref('lead_status_map') }}
),

seen as (
    select
        leads.lead_key,
        case
            when versions.is_converted
                then
                    coalesce(
                        leads.clamped_converted_date,
                        greatest(versions.valid_from, leads.lead_created_date)
                    )
            when versions.version_number = 1 then leads.lead_created_date
            else greatest(
                versions.valid_from, leads.lead_created_date, leads.group_created_date
            )
        end as seen_date,
        case when versions.is_converted then 6 else coalesce(status_map.status_rank, 0) end
            as status_rank
    from {{ ref('hist_leads') }} as versions
    inner join leads
        on
            versions.source_system = leads.source_system
            and versions.source_instance = leads.source_instance
            and versions.lead_id = leads.lead_id
    left join status_map
        on
            versions.source_system = status_map.source_system
            and versions.lead_status = status_map.lead_status
    where not versions.is_deleted
),

final as (
    select
        lead_key,
        min(case when status_rank >= 3 then seen_date end) as mql_date,
        min(case when status_rank >= 4 then seen_date end) as sal_date,
        min(case when status_rank >= 5 then seen_date end) as sql_date
    from seen
    group by lead_key
)

select * from final
