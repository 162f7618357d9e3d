with raw as (
    {{ raw_rows('generic', 'territories') }}
),

final as (
    select
        territory_id,
        territory_name,
        parent_territory_id,
        cast(latitude as double) as latitude,
        cast(longitude as double) as longitude,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'territories') }}
    from raw
)

select * from final
