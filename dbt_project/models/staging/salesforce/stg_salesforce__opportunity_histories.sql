with raw as (
    {{ raw_rows('salesforce', 'opportunity_history') }}
),

final as (
    select
        id as opportunity_history_id,
        opportunity_id,
        created_by_id,
        cast(created_date as timestamp) as created_at,
        stage_name as source_stage_name,
        cast(amount as numeric(18, 2)) as amount_trx,
        cast(close_date as date) as close_date,
        cast(probability as double) / 100 as probability,
        forecast_category,
        nullif(currency_iso_code, '000') as currency_code,
        cast(is_deleted as boolean) as is_deleted,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'opportunity_history') }}
    from raw
)

select * from final
