with raw as (
    {{ raw_rows('generic', 'stage_changes') }}
),

final as (
    select
        change_id,
        opportunity_id,
        cast(changed_at as timestamp) as changed_at,
        stage_name as source_stage_name,
        cast(amount as numeric(18, 2)) as amount_trx,
        currency_code,
        cast(close_date as date) as close_date,
        cast(probability as double) as probability,
        forecast_category,
        {{ load_columns('generic', 'stage_changes') }}
    from raw
)

select * from final
