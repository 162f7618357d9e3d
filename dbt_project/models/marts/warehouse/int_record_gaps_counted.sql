{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

{%- set is_late = "created_at >= " ~ local_midnight(add_days(as_of_date(), 1)) %}
{%- set is_lead_late = "lead_created_at >= " ~ local_midnight(add_days(as_of_date(), 1)) %}
-- (check, model, what is affected, out of what)
{%- set checks = [
    ('activities_without_owner', 'fct_activities', "owner_current_rep_key = 'unknown'", 'true'),
    ('activities_with_unknown_account', 'fct_activities', "account_key = 'unknown'", 'true'),
    ('cases_without_owner', 'fct_cases', "owner_current_rep_key = 'unknown'", 'true'),
    ('cases_closed_before_opened', 'fct_cases', 'closed_at < opened_at', 'closed_at is not null'),
    ('cases_without_account', 'fct_cases', "account_key = 'not_provided'", 'true'),
    ('cases_with_unknown_account', 'fct_cases', "account_key = 'unknown'", 'true'),
    ('accounts_without_owner', 'dim_accounts', "owner_rep_key = 'unknown'", 'is_current'),
    ('opportunities_created_after_business_date', 'hist_opportunities', is_late, 'is_current'),
    ('leads_created_after_business_date', 'hist_leads', is_lead_late, 'is_current'),
] %}

-- Activities, cases and accounts that belong to nobody known, and dates of creation that no export
-- can know.
with final as (
    {% for check_name, model, is_affected, is_counted in checks %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where {{ is_affected }}) as affected_count,
            count(*) as total_count
        from {{ ref(model) }}
        where not is_deleted and {{ is_counted }}
        group by source_system
    {% endfor %}
)

select * from final
