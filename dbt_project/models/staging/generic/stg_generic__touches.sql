with raw as (
    {{ raw_rows('generic', 'touches') }}
),

final as (
    select
        touch_id,
        campaign_id,
        lead_id,
        contact_id,
        opportunity_id,
        cast(touched_at as timestamp) as touched_at,
        channel,
        touch_kind,
        cast(cost as numeric(18, 2)) as cost_amount_trx,
        currency_code,
        {{ load_columns('generic', 'touches') }}
    from raw
)

select * from final
