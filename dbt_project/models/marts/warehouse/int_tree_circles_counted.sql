{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Teams, territories and managers that stand above themselves today.
with final as (
    {% for check_name, dimension, key in [
        ('teams_in_a_circle', 'dim_teams', 'team_key'),
        ('territories_in_a_circle', 'dim_territories', 'territory_key'),
        ('managers_in_a_circle', 'dim_sales_reps', 'rep_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where is_in_circle) as affected_count,
            count(*) as total_count
        from {{ ref(dimension) }}
        where is_current and not is_deleted and {{ key }} not in ('unknown', 'unassigned')
        group by source_system
    {% endfor %}
)

select * from final
