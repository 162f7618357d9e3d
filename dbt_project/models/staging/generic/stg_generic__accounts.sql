with raw as (
    {{ raw_rows('generic', 'accounts') }}
),

final as (
    select
        account_id,
        account_name,
        parent_account_id,
        owner_id,
        industry,
        segment,
        cast(employee_count as integer) as employee_count,
        cast(annual_revenue as numeric(18, 2)) as annual_revenue_amount_trx,
        currency_code,
        city,
        state,
        country,
        cast(latitude as double) as latitude,
        cast(longitude as double) as longitude,
        cast(created_at as timestamp) as created_at,
        cast(is_deleted as boolean) as is_deleted,
        merged_into_id,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'accounts') }}
    from raw
)

select * from final
