with raw as (
    {{ raw_rows('generic', 'cases') }}
),

final as (
    select
        case_id,
        account_id,
        owner_id,
        status as case_status,
        priority,
        origin,
        case_type,
        cast(created_at as timestamp) as created_at,
        cast(first_response_at as timestamp) as first_response_at,
        cast(closed_at as timestamp) as closed_at,
        cast(is_closed as boolean) as is_closed,
        cast(is_escalated as boolean) as is_escalated,
        cast(is_deleted as boolean) as is_deleted,
        cast(updated_at as timestamp) as version_at,
        {{ load_columns('generic', 'cases') }}
    from raw
)

select * from final
