-- The territory of a lead is its first owner's on the day the lead was created, whoever owns it
-- today; where that owner has none, that of the account it was converted to, on the day of
-- conversion.
with leads as (
    select * from {{ ref('int_leads_resolved') }}
),

owners as (
    select * from {{ ref('int_first_owners_dated') }}
    where record_kind = 'lead'
),

assignments as (
    select * from {{ ref('int_territory_assignments_resolved') }}
),

final as (
    select
        leads.lead_key,
        coalesce(of_rep.territory_key, of_account.territory_key, 'unassigned')
            as territory_key
    from leads
    left join owners
        on
            leads.source_system = owners.source_system
            and leads.source_instance = owners.source_instance
            and leads.lead_id = owners.record_id
    left join assignments as of_rep
        on
            of_rep.assignee_kind = 'rep'
            and owners.first_owner_rep_key = of_rep.assignee_key
            and leads.lead_created_date >= of_rep.valid_from
            and leads.lead_created_date < of_rep.valid_to
    left join assignments as of_account
        on
            of_account.assignee_kind = 'account'
            and leads.converted_account_key = of_account.assignee_key
            and leads.clamped_converted_date >= of_account.valid_from
            and leads.clamped_converted_date < of_account.valid_to
)

select * from final
