-- The territory of a lead is its first owner's on the day the lead was created, whoever owns it
-- today, where that owner had exactly one: which of several a lead belongs to nobody can tell. Else
-- it is that of the account it was converted to, on the day of conversion.
with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

owners as (
    select * from {{ ref('int_first_owners_dated') }}
    where record_kind = 'lead'
),

assignments as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'assignee_id']) }} as assignee_key
    from {{ ref('int_territory_assignments_unioned') }}
    where assignee_kind = 'rep'
),

accounts as (
    select * from {{ ref('int_territory_assignments_resolved') }}
    where assignee_kind = 'account'
),

of_owners as (
    select
        leads.lead_key,
        min(assignments.territory_key) as territory_key
    from leads
    inner join owners
        on
            leads.source_system = owners.source_system
            and leads.source_instance = owners.source_instance
            and leads.lead_id = owners.record_id
    inner join assignments
        on
            owners.first_owner_rep_key = assignments.assignee_key
            and leads.lead_created_date >= assignments.valid_from
            and leads.lead_created_date < assignments.valid_to
    group by leads.lead_key
    having count(distinct assignments.territory_key) = 1
),

final as (
    select
        leads.lead_key,
        coalesce(of_owners.territory_key, accounts.territory_key, 'unassigned')
            as territory_key
    from leads
    left join of_owners on leads.lead_key = of_owners.lead_key
    left join accounts
        on
            leads.converted_account_key = accounts.assignee_key
            and leads.clamped_converted_date >= accounts.valid_from
            and leads.clamped_converted_date < accounts.valid_to
)

select * from final
