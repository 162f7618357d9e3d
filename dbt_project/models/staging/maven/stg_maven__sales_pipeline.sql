with raw as (
    {{ raw_rows('maven', 'sales_pipeline') }}
),

final as (
    select
        opportunity_id,
        sales_agent as owner_id,
        product as product_name,
        account as account_id,
        deal_stage as source_stage_name,
        cast(engage_date as date) as engage_date,
        cast(close_date as date) as close_date,
        cast(close_value as numeric(18, 2)) as amount_trx,
        {{ load_columns('maven', 'sales_pipeline') }}
    from raw
)

select * from final
