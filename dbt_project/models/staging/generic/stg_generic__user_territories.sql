with raw as (
    {{ raw_rows('generic', 'user_territories') }}
),

final as (
    select
        user_id,
        territory_id,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        {{ load_columns('generic', 'user_territories') }}
    from raw
)

select * from final
