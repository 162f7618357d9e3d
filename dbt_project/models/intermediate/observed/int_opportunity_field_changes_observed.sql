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

-- the API has a history per object, the Data Export Service one of all
salesforce_histories as (
    {%- set columns %}
        source_system,
        source_instance,
        feed,
        opportunity_id,
        created_at,
        field_name,
        old_value,
        new_value,
        is_deleted,
        export_as_of,
        row_hash
    {%- endset %}
    select
        opportunity_field_history_id as change_id,
        {{ columns }}
    from {{ ref('stg_salesforce__opportunity_field_histories') }}

    union all

    select
        entity_history_id as change_id,
        {{ columns | replace('opportunity_id', 'parent_id as opportunity_id') }}
    from {{ ref('stg_salesforce__entity_histories') }}
    where parent_id like '006%'
),

salesforce_fields as (
    select
        *,
        case
            when field_name = 'StageName' then 'stage_name'
            when field_name = 'Amount' then 'amount'
            when field_name = 'CloseDate' then 'close_date'
            when field_name = 'Probability' then 'probability'
            when field_name = 'CurrencyIsoCode' then 'currency_code'
            when field_name in ('ForecastCategory', 'ForecastCategoryName')
                then 'forecast_category'
            -- a change of owner is two rows, one with names and one with ids
            when field_name = 'Owner' and coalesce(new_value, old_value) like '005%'
                then 'owner_id'
        end as canonical_field_name
    from salesforce_histories
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        change_id,
        opportunity_id,
        created_at as changed_at,
        canonical_field_name as field_name,
        {% for value in ['old_value', 'new_value'] %}
            -- a share, where the CRM writes percent
            case
                when canonical_field_name = 'probability'
                    then cast(try_cast({{ value }} as double) / 100 as string)
                when canonical_field_name = 'forecast_category'
                    then {{ salesforce_forecast_category(value) }}
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
