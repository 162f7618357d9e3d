with raw as (
    {{ raw_rows('salesforce', 'quote') }}
),

final as (
    select
        id as quote_id,
        cast(is_deleted as boolean) as is_deleted,
        opportunity_id,
        quote_number,
        name as quote_name,
        status as quote_status,
        cast(is_syncing as boolean) as is_syncing,
        cast(expiration_date as date) as expires_date,
        cast(grand_total as numeric(18, 2)) as amount_trx,
        nullif(currency_iso_code, '000') as currency_code,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'quote') }}
    from raw
)

select * from final
