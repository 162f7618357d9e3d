with raw as (
    {{ raw_rows('salesforce', 'case') }}
),

final as (
    select
        id as case_id,
        cast(is_deleted as boolean) as is_deleted,
        case_number,
        account_id,
        contact_id,
        owner_id,
        status as case_status,
        priority,
        origin,
        type as case_type,
        reason as case_reason,
        subject,
        cast(is_closed as boolean) as is_closed,
        cast(is_escalated as boolean) as is_escalated,
        cast(created_date as timestamp) as created_at,
        cast(closed_date as timestamp) as closed_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'case') }}
    from raw
)

select * from final
