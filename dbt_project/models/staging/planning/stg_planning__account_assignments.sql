with raw as (
    {{ raw_rows('planning', 'account_assignments') }}
),

final as (
    select
        source_system as target_source_system,
        account_id,
        territory_id,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        {{ load_columns('planning', 'account_assignments') }}
    from raw
)

select * from final
