{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Accounts and reps that were assigned to several territories at once on any day.
with assignees as (
    {% for assignee, bridge in [
        ('account', 'bridge_account_territories'),
        ('rep', 'bridge_rep_territories'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ assignee }}s_in_several_territories' as check_name,
            {{ assignee }}_key as assignee_key,
            bool_or(is_overlapping) as is_overlapping
        from {{ ref(bridge) }}
        group by {{ assignee }}_key
    {% endfor %}
),

holders as (
    select
        source_system,
        account_key as assignee_key
    from {{ ref('dim_accounts') }}
    where is_current

    union all

    select
        source_system,
        rep_key as assignee_key
    from {{ ref('dim_sales_reps') }}
    where is_current
),

final as (
    select
        holders.source_system,
        assignees.check_name,
        cast(null as string) as subject,
        count(*) filter (where assignees.is_overlapping) as affected_count,
        count(*) as total_count
    from assignees
    inner join holders on assignees.assignee_key = holders.assignee_key
    group by holders.source_system, assignees.check_name
)

select * from final
