with generic as (
    select
        source_system,
        source_instance,
        feed,
        change_id,
        opportunity_id,
        changed_at,
        field_name,
        old_value,
        new_value,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_generic__field_changes') }}
),

salesforce_fields as (
    select
        *,
        case
            when field_name = 'StageName' then 'stage_name'
            when field_name = 'Amount' then 'amount'
            when field_name = 'CloseDate' then 'close_date'
            when field_name = 'Probability' then 'probability'
            -- a change of owner is two rows, one with names and one with ids
            when field_name = 'Owner' and coalesce(new_value, old_value) like '005%'
                then 'owner_id'
        end as canonical_field_name
    from {{ ref('stg_salesforce__opportunity_field_histories') }}
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        opportunity_field_history_id as change_id,
        opportunity_id,
        created_at as changed_at,
        canonical_field_name as field_name,
        {% for value in ['old_value', 'new_value'] %}
            -- a share, where the CRM writes percent
            case
                when canonical_field_name = 'probability'
                    then cast(try_cast({{ value }} as double) / 100 as string)
                else {{ value }}
            end as {{ value }},
        {% endfor %}
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from salesforce_fields
    where canonical_field_name is not null
),

final as (
    select * from generic
    union all
    select * from salesforce
)

select * from final
