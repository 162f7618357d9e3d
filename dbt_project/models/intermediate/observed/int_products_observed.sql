with maven as (
    select
        source_system,
        source_instance,
        feed,
        product_id,
        product_name,
        product_family,
        list_price_amount_trx,
        {{ default_currency('maven') }} as currency_code,
        true as is_active,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_maven__products') }}
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        product_id,
        product_name,
        product_family,
        list_price_amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        is_active,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__products') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        product_id,
        coalesce(product_name, product_id) as product_name,
        product_family,
        list_price_amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        coalesce(is_active, true) as is_active,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__products') }}
),

final as (
    select * from maven
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
