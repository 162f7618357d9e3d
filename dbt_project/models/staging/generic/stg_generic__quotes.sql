with raw as (
    {{ raw_rows('generic', 'quotes') }}
),

final as (
    select
        quote_id,
        opportunity_id,
        quote_number,
        cast(version_number as integer) as version_number,
        status as quote_status,
        cast(amount as numeric(18, 2)) as amount_trx,
        currency_code,
        cast(created_at as timestamp) as created_at,
        cast(sent_at as timestamp) as sent_at,
        cast(accepted_at as timestamp) as accepted_at,
        cast(expires_date as date) as expires_date,
        cast(is_deleted as boolean) as is_deleted,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'quotes') }}
    from raw
)

select * from final
