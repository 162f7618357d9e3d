-- Products in price books: what a line names that names no product.
with final as (
    select
        source_system,
        source_instance,
        feed,
        pricebook_entry_id as price_book_entry_id,
        product_id,
        list_price_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__pricebook_entries') }}
)

select * from final
