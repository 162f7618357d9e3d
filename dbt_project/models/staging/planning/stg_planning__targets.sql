with raw as (
    {{ raw_rows('planning', 'targets') }}
),

final as (
    select
        target_id,
        source_system as target_source_system,
        owner_kind,
        owner_id,
        cast(month_start_date as date) as month_start_date,
        measure,
        cast(target_amount as numeric(18, 2)) as target_amount_trx,
        currency_code,
        {{ load_columns('planning', 'targets') }}
    from raw
)

select * from final
