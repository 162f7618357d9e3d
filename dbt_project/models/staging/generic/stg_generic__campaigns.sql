with raw as (
    {{ raw_rows('generic', 'campaigns') }}
),

final as (
    select
        campaign_id,
        campaign_name,
        parent_campaign_id,
        campaign_type,
        status as campaign_status,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(budgeted_cost as numeric(18, 2)) as budgeted_cost_amount_trx,
        cast(actual_cost as numeric(18, 2)) as actual_cost_amount_trx,
        currency_code,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'campaigns') }}
    from raw
)

select * from final
