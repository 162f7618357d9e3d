with raw as (
    {{ raw_rows('salesforce', 'pricebook_entry') }}
),

final as (
    select
        id as pricebook_entry_id,
        cast(is_deleted as boolean) as is_deleted,
        pricebook2_id as pricebook_id,
        product2_id as product_id,
        cast(unit_price as numeric(18, 4)) as list_price_trx,
        nullif(currency_iso_code, '000') as currency_code,
        cast(is_active as boolean) as is_active,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'pricebook_entry') }}
    from raw
)

select * from final
