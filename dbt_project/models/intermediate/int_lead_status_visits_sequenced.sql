-- Contiguous stays of a lead in a status, from the exported versions. What a lead was in at its
-- first export it is taken to have been in since its creation; conversion has a day of its own. No
-- stay begins before the one before it.
with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

status_map as (
    select * from {{ ref('lead_status_map') }}
),

versions as (
    select
        leads.lead_key,
        leads.lead_created_date,
        versions.version_number,
        versions.is_deleted,
        versions.lead_status,
        case
            when versions.is_converted then 'converted'
            else coalesce(status_map.canonical_status, 'unmapped')
        end as canonical_status,
        case
            when versions.is_converted and versions.converted_date is not null
                then greatest(versions.converted_date, leads.lead_created_date)
            when versions.version_number = 1 then leads.lead_created_date
            else greatest(versions.valid_from, leads.lead_created_date)
        end as known_date,
        versions.version_number = 1
        and not (versions.is_converted and versions.converted_date is not null)
        and coalesce(versions.valid_from > leads.lead_created_date, true) as is_inferred
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
),

compared as (
    select
        lead_key,
        version_number,
        is_deleted,
        lead_status,
        canonical_status,
        is_inferred,
        max(known_date) over by_version as entered_date,
        lag(lead_status) over by_version as previous_lead_status,
        lag(canonical_status) over by_version as previous_canonical_status,
        lag(is_deleted) over by_version as was_deleted
    from versions
    window by_version as (partition by lead_key order by version_number asc nulls last)
),

starts as (
    select
        *,
        lead(entered_date) over (
            partition by lead_key order by version_number asc nulls last
        ) as exited_date
    from compared
    where
        lead_status is distinct from previous_lead_status
        or canonical_status is distinct from previous_canonical_status
        or is_deleted is distinct from was_deleted
),

final as (
    select
        lead_key,
        cast(
            row_number() over (
                partition by lead_key order by version_number asc nulls last
            ) as integer
        ) as visit_number,
        lead_status,
        canonical_status,
        entered_date,
        exited_date,
        is_inferred
    from starts
    where not is_deleted
)

select * from final
