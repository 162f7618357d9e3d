with raw as (
    {{ raw_rows('generic', 'field_changes') }}
),

final as (
    select
        change_id,
        opportunity_id,
        cast(changed_at as timestamp) as changed_at,
        field as field_name,
        old_value,
        new_value,
        {{ load_columns('generic', 'field_changes') }}
    from raw
)

select * from final
