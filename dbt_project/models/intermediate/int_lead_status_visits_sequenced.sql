-- Contiguous stays of a lead in a status, from the exported versions. What a lead was in at its
-- first export it is taken to have been in since its creation; conversion has a day of its own. No
-- stay begins before the one before it. A person's path is that of the merged leads up to the first
-- day of the survivor, then the survivor's; from the day that any of them was converted, converted.
with leads as (
    select
        *,
        bool_or(is_deleted and not is_merged) over (partition by lead_key) as is_person_deleted
    from {{ ref('int_leads_grouped') }}
),

status_map as (
    select * from {{ ref('lead_status_map') }}
),

versions as (
    select
        leads.lead_key,
        leads.lead_id,
        leads.is_merged,
        leads.group_size > 1 as is_grouped,
        leads.is_converted and versions.is_converted as is_conversion,
        leads.is_person_deleted,
        versions.version_number,
        -- a CRM deletes what it merges
        versions.is_deleted and not leads.is_merged as is_deleted,
        versions.lead_status,
        case
            when versions.is_converted then 'converted'
            else coalesce(status_map.canonical_status, 'unmapped')
        end as canonical_status,
        case
            when versions.is_converted and versions.converted_date is not null
                then greatest(versions.converted_date, leads.lead_created_date)
            when versions.version_number = 1
                then
                    coalesce(
                        leads.lead_created_date,
                        case when leads.is_merged then versions.valid_from end
                    )
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

dated as (
    select
        *,
        max(known_date) over (
            partition by lead_key, lead_id order by version_number asc nulls last
        ) as entered_date
    from versions
),

joined as (
    select
        *,
        min(case when not is_merged then entered_date end) over (partition by lead_key)
            as survivor_from,
        min(case when is_conversion then entered_date end) over (partition by lead_key)
            as converted_from
    from dated
),

followed as (
    select
        lead_key,
        lead_id,
        is_merged,
        version_number,
        is_deleted,
        lead_status,
        case
            when is_grouped and entered_date >= converted_from then 'converted'
            else canonical_status
        end as canonical_status,
        is_inferred,
        entered_date
    from joined
    where
        not is_merged
        or entered_date < survivor_from
        or (is_conversion and entered_date = converted_from and not is_person_deleted)
),

compared as (
    select
        *,
        row_number() over person as path_number,
        lag(lead_status) over person as previous_lead_status,
        lag(canonical_status) over person as previous_canonical_status,
        lag(is_deleted) over person as was_deleted
    from followed
    window
        person as (
            partition by lead_key
            order by
                entered_date asc nulls first,
                is_merged desc,
                lead_id asc nulls last,
                version_number asc nulls last
        )
),

starts as (
    select
        *,
        lead(entered_date) over (partition by lead_key order by path_number asc nulls last)
            as exited_date
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
            row_number() over (partition by lead_key order by path_number asc nulls last)
            as integer
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
