with raw as (
    {{ raw_rows('generic', 'opportunity_lines') }}
),

final as (
    select
        line_id,
        opportunity_id,
        product_id,
        cast(quantity as numeric(18, 4)) as quantity,
        cast(unit_price as numeric(18, 4)) as unit_price_trx,
        cast(list_price as numeric(18, 4)) as list_price_trx,
        cast(total_amount as numeric(18, 2)) as total_amount_trx,
        currency_code,
        cast(is_deleted as boolean) as is_deleted,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'opportunity_lines') }}
    from raw
)

select * from final
