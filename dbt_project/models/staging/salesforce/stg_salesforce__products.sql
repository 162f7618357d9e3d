with raw as (
    {{ raw_rows('salesforce', 'product2') }}
),

final as (
    select
        id as product_id,
        cast(is_deleted as boolean) as is_deleted,
        name as product_name,
        product_code,
        family as product_family,
        cast(is_active as boolean) as is_active,
        cast(list_price_c as numeric(18, 2)) as list_price_amount_trx,
        nullif(currency_iso_code, '000') as currency_code,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'product2') }}
    from raw
)

select * from final
