with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        opportunity_line_item_id as line_id,
        opportunity_id,
        product_id,
        quantity,
        unit_price_trx,
        list_price_trx,
        total_amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__opportunity_line_items') }}
),

final as (
    select * from salesforce
)

select * from final
