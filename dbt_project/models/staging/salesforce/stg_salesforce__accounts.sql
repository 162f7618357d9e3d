with raw as (
    {{ raw_rows('salesforce', 'account') }}
),

final as (
    select
        id as account_id,
        cast(is_deleted as boolean) as is_deleted,
        master_record_id,
        name as account_name,
        type as account_type,
        parent_id as parent_account_id,
        record_type_id,
        billing_street,
        billing_city,
        billing_state,
        billing_postal_code,
        billing_country,
        cast(billing_latitude as double) as billing_latitude,
        cast(billing_longitude as double) as billing_longitude,
        cast(shipping_latitude as double) as shipping_latitude,
        cast(shipping_longitude as double) as shipping_longitude,
        phone,
        website,
        industry,
        cast(annual_revenue as numeric(18, 2)) as annual_revenue_amount_trx,
        cast(number_of_employees as integer) as employee_count,
        rating,
        account_source,
        nullif(currency_iso_code, '000') as currency_code,
        owner_id,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'account') }}
    from raw
)

select * from final
