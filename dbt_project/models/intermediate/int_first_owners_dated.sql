-- The first rep known to own a lead or a case: before that it waits in a queue, and who gets it
-- later does not change whose clock it was answered by. Of merged leads, the first owner of any.
with records as (
    select
        'lead' as record_kind,
        leads.source_system,
        leads.source_instance,
        leads.lead_id as record_id,
        leads.owner_id,
        leads.valid_from,
        leads.version_number
    from {{ ref('hist_leads') }} as leads
    where not leads.is_deleted

    union all

    select
        'case' as record_kind,
        source_system,
        source_instance,
        case_id as record_id,
        owner_id,
        valid_from,
        version_number
    from {{ ref('hist_cases') }}
    where not is_deleted
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

first_owners as (
    select
        records.record_kind,
        records.source_system,
        records.source_instance,
        records.record_id,
        reps.rep_key as first_owner_rep_key,
        case when records.version_number > 1 then records.valid_from end as assigned_from
    from records
    inner join reps
        on
            records.source_system = reps.source_system
            and records.source_instance = reps.source_instance
            and records.owner_id = reps.rep_id
    qualify
        row_number() over (
            partition by
                records.record_kind,
                records.source_system,
                records.source_instance,
                records.record_id
            order by records.version_number asc nulls last
        ) = 1
),

joined as (
    select
        first_owners.record_kind,
        first_owners.source_system,
        first_owners.source_instance,
        coalesce(leads.survivor_lead_id, first_owners.record_id) as record_id,
        first_owners.first_owner_rep_key,
        -- one that came later than the person brought its owner along when it came
        coalesce(
            first_owners.assigned_from,
            case
                when leads.lead_created_date > leads.group_created_date
                    then leads.lead_created_date
            end
        ) as assigned_from,
        first_owners.record_id as owned_id,
        leads.lead_created_at
    from first_owners
    left join {{ ref('int_leads_grouped') }} as leads
        on
            first_owners.record_kind = 'lead'
            and first_owners.source_system = leads.source_system
            and first_owners.source_instance = leads.source_instance
            and first_owners.record_id = leads.lead_id
),

final as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id,
        first_owner_rep_key,
        assigned_from
    from joined
    qualify
        row_number() over (
            partition by record_kind, source_system, source_instance, record_id
            order by
                assigned_from asc nulls first,
                lead_created_at asc nulls last,
                owned_id asc nulls last
        ) = 1
)

select * from final
