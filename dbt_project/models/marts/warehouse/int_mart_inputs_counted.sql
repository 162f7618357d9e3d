{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Per CRM and mart: how many rows of each kind of input there are; if none, whether the source
-- delivered a file for it.
with loads as (
    select * from {{ ref('stg_pantau__loads') }}
    where status = 'loaded' and source_system <> 'planning'
),

-- (kind of input, model, its condition)
counted as (
    {% for entity, model, condition, source_column in [
        ('opportunities', 'fct_opportunities', 'not is_deleted', 'source_system'),
        ('stage_history', 'fct_stage_visits', 'not is_inferred', 'source_system'),
        ('sales_reps', 'dim_sales_reps', 'is_current', 'source_system'),
        ('teams', 'dim_teams', 'is_current', 'source_system'),
        ('territories', 'dim_territories', 'is_current', 'source_system'),
        ('accounts', 'dim_accounts', 'is_current', 'source_system'),
        ('products', 'dim_products', 'true', 'source_system'),
        ('targets', 'fct_targets', 'true', 'target_source_system'),
        ('leads', 'fct_leads', 'not is_deleted', 'source_system'),
        ('activities', 'fct_activities', 'not is_deleted', 'source_system'),
        ('cases', 'fct_cases', 'not is_deleted', 'source_system'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ source_column }},
            '{{ entity }}' as entity,
            count(*) as row_count
        from {{ ref(model) }}
        where {{ condition }}
        group by {{ source_column }}
    {% endfor %}
),

delivered as (
    select distinct
        objects.source_system,
        objects.entity
    from {{ ref('entity_objects') }} as objects
    inner join loads
        on
            objects.source_system = loads.source_system
            and objects.object_name = loads.object_name
),

sources as (
    select distinct source_system from loads
),

final as (
    select
        sources.source_system,
        inputs.mart_name,
        case
            when counted.row_count > 0 then 'input_present'
            when delivered.entity is not null then 'input_empty'
            else 'input_not_delivered'
        end as check_name,
        inputs.entity as subject,
        cast(0 as bigint) as affected_count,
        coalesce(counted.row_count, 0) as total_count
    from sources
    cross join {{ ref('mart_inputs') }} as inputs
    left join counted
        on
            sources.source_system = counted.source_system
            and inputs.entity = counted.entity
    left join delivered
        on
            sources.source_system = delivered.source_system
            and inputs.entity = delivered.entity
)

select * from final
