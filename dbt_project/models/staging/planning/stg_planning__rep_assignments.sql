with raw as (
    {{ raw_rows('planning', 'rep_assignments') }}
),

final as (
    select
        source_system as target_source_system,
        rep_id,
        territory_id,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        {{ load_columns('planning', 'rep_assignments') }}
    from raw
)

select * from final
