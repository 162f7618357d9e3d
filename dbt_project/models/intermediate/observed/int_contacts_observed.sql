with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        contact_id,
        account_id,
        owner_id,
        lead_source,
        title,
        created_at as contact_created_at,
        md5(lower(trim(email))) as email_hash,
        is_deleted,
        master_record_id as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__contacts') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        contact_id,
        account_id,
        owner_id,
        lead_source,
        title,
        created_at as contact_created_at,
        md5(lower(trim(email))) as email_hash,
        is_deleted,
        merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__contacts') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
