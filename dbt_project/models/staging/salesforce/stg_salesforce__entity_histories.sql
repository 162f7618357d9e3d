with raw as (
    {{ raw_rows('salesforce', 'entity_history') }}
),

final as (
    select
        id as entity_history_id,
        parent_id,
        parent_sobject_type,
        created_by_id,
        cast(created_date as timestamp) as created_at,
        field_name,
        data_type,
        -- a value stands in the column of its type; of an amount the text tells the currency
        {% for old_or_new in ['old', 'new'] %}
            coalesce(
                {{ old_or_new }}val_number,
                left({{ old_or_new }}val_date, 10),
                {{ old_or_new }}val_string
            ) as {{ old_or_new }}_value,
        {% endfor %}
        cast(is_deleted as boolean) as is_deleted,
        {{ load_columns('salesforce', 'entity_history') }}
    from raw
)

select * from final
