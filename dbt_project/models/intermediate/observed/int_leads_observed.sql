with olist as (
    select
        source_system,
        source_instance,
        feed,
        mql_id as lead_id,
        {{ local_midnight('first_contact_date') }} as lead_created_at,
        origin as lead_source,
        case when won_at is null then 'qualified' else 'converted' end as lead_status,
        cast(null as string) as rating,
        cast(null as string) as owner_id,
        cast(null as string) as company_name,
        cast(null as string) as industry,
        cast(null as string) as city,
        cast(null as string) as state,
        cast(null as string) as country,
        cast(null as string) as email_hash,
        cast(null as string) as phone_hash,
        cast(null as string) as web_domain,
        won_at is not null as is_converted,
        {{ local_date('won_at') }} as converted_date,
        seller_id as converted_account_id,
        cast(null as string) as converted_contact_id,
        case when won_at is not null then mql_id end as converted_opportunity_id,
        cast(null as string) as campaign_id,
        landing_page_id,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('int_olist_leads_joined') }}
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        lead_id,
        created_at as lead_created_at,
        lead_source,
        lead_status,
        rating,
        owner_id,
        company_name,
        industry,
        city,
        state,
        country,
        {{ email_hash('email') }} as email_hash,
        coalesce(
            {{ phone_hash('mobile_phone', 'country') }},
            {{ phone_hash('phone', 'country') }}
        ) as phone_hash,
        {{ web_domain('website') }} as web_domain,
        coalesce(is_converted, false) as is_converted,
        converted_date,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,
        cast(null as string) as campaign_id,
        cast(null as string) as landing_page_id,
        is_deleted,
        master_record_id as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__leads') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        lead_id,
        created_at as lead_created_at,
        lead_source,
        lead_status,
        rating,
        owner_id,
        company_name,
        industry,
        city,
        state,
        country,
        {{ email_hash('email') }} as email_hash,
        {{ phone_hash('phone', 'country') }} as phone_hash,
        cast(null as string) as web_domain,
        coalesce(
            is_converted,
            converted_date is not null or converted_opportunity_id is not null
        ) as is_converted,
        converted_date,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,
        campaign_id,
        cast(null as string) as landing_page_id,
        is_deleted,
        merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__leads') }}
),

final as (
    select * from olist
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
