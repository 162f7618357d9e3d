with raw as (
    {{ raw_rows('planning', 'territories') }}
),

final as (
    select
        source_system as target_source_system,
        territory_id,
        territory_name,
        parent_territory_id,
        cast(latitude as double) as latitude,
        cast(longitude as double) as longitude,
        {{ load_columns('planning', 'territories') }}
    from raw
)

select * from final
