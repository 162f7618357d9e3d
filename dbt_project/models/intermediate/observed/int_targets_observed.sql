with planning as (
    select
        source_system,
        source_instance,
        feed,
        target_id,
        owner_kind,
        owner_id,
        cast(date_trunc('month', month_start_date) as date) as month_start_date,
        measure,
        target_amount_trx,
        case
            when measure = 'won_amount'
                then coalesce(currency_code, {{ default_currency('planning') }})
        end as currency_code,
        target_source_system,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_planning__targets') }}
),

final as (
    select * from planning
)

select * from final
