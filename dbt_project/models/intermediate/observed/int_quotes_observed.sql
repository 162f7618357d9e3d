with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        quote_id,
        opportunity_id,
        quote_number,
        cast(null as integer) as quote_version_number,
        quote_status,
        amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        created_at as quote_created_at,
        -- the CRM keeps no times of its own: exports show when the status changed
        cast(null as timestamp) as sent_at,
        cast(null as timestamp) as accepted_at,
        expires_date,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__quotes') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        quote_id,
        opportunity_id,
        quote_number,
        version_number as quote_version_number,
        quote_status,
        amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        created_at as quote_created_at,
        sent_at,
        accepted_at,
        expires_date,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__quotes') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
