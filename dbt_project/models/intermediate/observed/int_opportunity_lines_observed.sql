with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        opportunity_line_item_id as line_id,
        opportunity_id,
        product_id,
        price_book_entry_id,
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

generic as (
    select
        source_system,
        source_instance,
        feed,
        line_id,
        opportunity_id,
        product_id,
        cast(null as string) as price_book_entry_id,
        quantity,
        unit_price_trx,
        list_price_trx,
        total_amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__opportunity_lines') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
