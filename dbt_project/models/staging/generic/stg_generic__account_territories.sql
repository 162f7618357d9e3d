with raw as (
    {{ raw_rows('generic', 'account_territories') }}
),

final as (
    select
        account_id,
        territory_id,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        {{ load_columns('generic', 'account_territories') }}
    from raw
)

select * from final
