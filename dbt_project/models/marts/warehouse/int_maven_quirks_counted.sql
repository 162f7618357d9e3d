{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What is peculiar to the Maven files: no ids, so agents, accounts and products are linked by name.
with pipeline as (
    select * from {{ ref('stg_maven__sales_pipeline') }}
    qualify export_as_of = max(export_as_of) over ()
),

linked_names as (
    select
        'account' as subject,
        pipeline.account_id as name,
        accounts.account_key as found_key
    from pipeline
    left join {{ ref('dim_accounts') }} as accounts
        on
            pipeline.account_id = accounts.account_id
            and pipeline.source_system = accounts.source_system
            and accounts.is_current

    union all

    select
        'agent' as subject,
        pipeline.owner_id as name,
        reps.rep_key as found_key
    from pipeline
    left join {{ ref('dim_sales_reps') }} as reps
        on
            pipeline.owner_id = reps.rep_id
            and pipeline.source_system = reps.source_system
            and reps.is_current

    union all

    select
        'product' as subject,
        pipeline.product_name as name,
        products.product_key as found_key
    from pipeline
    left join {{ ref('source_value_map') }} as value_map
        on
            value_map.source_system = 'maven'
            and value_map.object_name = 'sales_pipeline'
            and value_map.column_name = 'product'
            and pipeline.product_name = value_map.source_value
    left join {{ ref('dim_products') }} as products
        on
            coalesce(value_map.canonical_value, pipeline.product_name) = products.product_name
            and pipeline.source_system = products.source_system
),

final as (
    select
        'maven' as source_system,
        'joined_by_name' as check_name,
        subject,
        count(name) as affected_count,
        count(*) as total_count
    from linked_names
    group by subject

    union all

    select
        'maven' as source_system,
        'names_not_found' as check_name,
        subject,
        count(name) filter (where found_key is null) as affected_count,
        count(name) as total_count
    from linked_names
    group by subject
)

select * from final
