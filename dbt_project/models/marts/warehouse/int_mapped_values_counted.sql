{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Misspelt values that the seed source_value_map corrects, as they occur in the latest export.
-- A column that the seed names must be listed here.
with accounts as (
    select * from {{ ref('stg_maven__accounts') }}
    qualify export_as_of = max(export_as_of) over ()
),

pipeline as (
    select * from {{ ref('stg_maven__sales_pipeline') }}
    qualify export_as_of = max(export_as_of) over ()
),

delivered as (
    select
        'maven' as source_system,
        'sales_pipeline' as object_name,
        'product' as column_name,
        product_name as source_value
    from pipeline

    union all

    select
        'maven' as source_system,
        'accounts' as object_name,
        'sector' as column_name,
        industry as source_value
    from accounts

    union all

    select
        'maven' as source_system,
        'accounts' as object_name,
        'office_location' as column_name,
        country as source_value
    from accounts
),

final as (
    select
        value_map.source_system,
        'mapped_source_values' as check_name,
        value_map.object_name || '.' || value_map.column_name || ': '
        || value_map.source_value || ' > ' || value_map.canonical_value as subject,
        count(*) filter (where delivered.source_value = value_map.source_value)
            as affected_count,
        count(delivered.source_system) as total_count
    from {{ ref('source_value_map') }} as value_map
    left join delivered
        on
            value_map.source_system = delivered.source_system
            and value_map.object_name = delivered.object_name
            and value_map.column_name = delivered.column_name
    group by
        value_map.source_system,
        value_map.object_name,
        value_map.column_name,
        value_map.source_value,
        value_map.canonical_value
)

select * from final
