with raw as (
    {{ raw_rows('generic', 'opportunities') }}
),

final as (
    select
        opportunity_id,
        opportunity_name,
        opportunity_type,
        account_id,
        owner_id,
        product_id,
        campaign_id,
        lead_source,
        pipeline_name,
        stage_name as source_stage_name,
        forecast_category,
        cast(probability as double) as probability,
        cast(amount as numeric(18, 2)) as amount_trx,
        currency_code,
        cast(close_date as date) as close_date,
        next_step,
        lost_reason,
        cast(created_at as timestamp) as created_at,
        cast(closed_at as timestamp) as closed_at,
        cast(is_deleted as boolean) as is_deleted,
        merged_into_id,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'opportunities') }}
    from raw
)

select * from final
