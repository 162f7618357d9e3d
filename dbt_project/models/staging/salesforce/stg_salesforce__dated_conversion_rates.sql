with raw as (
    {{ raw_rows('salesforce', 'dated_conversion_rate') }}
),

final as (
    select
        id as dated_conversion_rate_id,
        iso_code as currency_code,
        cast(start_date as date) as start_date,
        cast(next_start_date as date) as next_start_date,
        cast(conversion_rate as numeric(38, 18)) as conversion_rate,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'dated_conversion_rate') }}
    from raw
)

select * from final
