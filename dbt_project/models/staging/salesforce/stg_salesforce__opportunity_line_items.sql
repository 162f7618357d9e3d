with raw as (
    {{ raw_rows('salesforce', 'opportunity_line_item') }}
),

final as (
    select
        id as opportunity_line_item_id,
        cast(is_deleted as boolean) as is_deleted,
        opportunity_id,
        product2_id as product_id,
        pricebook_entry_id as price_book_entry_id,
        cast(quantity as numeric(18, 4)) as quantity,
        cast(unit_price as numeric(18, 4)) as unit_price_trx,
        cast(list_price as numeric(18, 4)) as list_price_trx,
        cast(discount as numeric(18, 4)) as discount_percent,
        cast(total_price as numeric(18, 2)) as total_amount_trx,
        nullif(currency_iso_code, '000') as currency_code,
        cast(service_date as date) as service_date,
        cast(sort_order as integer) as sort_order,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'opportunity_line_item') }}
    from raw
)

select * from final
