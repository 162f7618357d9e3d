with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        case_id,
        account_id,
        owner_id,
        case_status,
        priority,
        origin,
        case_type,
        created_at as opened_at,
        -- a custom field at best
        cast(null as timestamp) as first_response_at,
        closed_at,
        coalesce(is_closed, false) as is_closed,
        coalesce(is_escalated, false) as is_escalated,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__cases') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        case_id,
        account_id,
        owner_id,
        case_status,
        priority,
        origin,
        case_type,
        created_at as opened_at,
        first_response_at,
        closed_at,
        coalesce(is_closed, closed_at is not null) as is_closed,
        coalesce(is_escalated, false) as is_escalated,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__cases') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
