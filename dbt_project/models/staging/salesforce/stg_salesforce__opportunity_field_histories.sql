with raw as (
    {{ raw_rows('salesforce', 'opportunity_field_history') }}
),

final as (
    select
        id as opportunity_field_history_id,
        opportunity_id,
        created_by_id,
        cast(created_date as timestamp) as created_at,
        field as field_name,
        data_type,
        old_value,
        new_value,
        cast(is_deleted as boolean) as is_deleted,
        {{ load_columns('salesforce', 'opportunity_field_history') }}
    from raw
)

select * from final
