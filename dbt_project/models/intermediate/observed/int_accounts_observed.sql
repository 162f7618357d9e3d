with maven as (
    select
        accounts.source_system,
        accounts.source_instance,
        accounts.feed,
        accounts.account_id,
        accounts.account_name,
        accounts.parent_account_id,
        cast(null as string) as owner_id,
        coalesce(industries.canonical_value, accounts.industry) as industry,
        cast(null as string) as segment,
        accounts.employee_count,
        -- delivered in millions
        cast(accounts.annual_revenue_musd * 1000000 as numeric(18, 2)) as annual_revenue_amount_trx,
        {{ default_currency('maven') }} as currency_code,
        cast(null as string) as city,
        cast(null as string) as state,
        coalesce(countries.canonical_value, accounts.country) as country,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        cast(null as timestamp) as account_created_at,
        cast(null as string) as territory_name_hint,
        cast(null as string) as phone_hash,
        cast(null as string) as web_domain,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        accounts.export_as_of,
        cast(null as timestamp) as version_at,
        accounts.row_hash
    from {{ ref('stg_maven__accounts') }} as accounts
    {{ join_source_values(
        'industries', 'accounts.industry', 'maven', 'accounts', 'sector'
    ) }}
    {{ join_source_values(
        'countries', 'accounts.country', 'maven', 'accounts', 'office_location'
    ) }}
),

olist as (
    select
        source_system,
        source_instance,
        feed,
        seller_id as account_id,
        cast(null as string) as account_name,
        cast(null as string) as parent_account_id,
        sr_id as owner_id,
        business_segment as industry,
        lead_type as segment,
        cast(null as integer) as employee_count,
        cast(null as numeric(18, 2)) as annual_revenue_amount_trx,
        {{ default_currency('olist') }} as currency_code,
        seller_city as city,
        seller_state as state,
        'Brazil' as country,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        cast(null as timestamp) as account_created_at,
        cast(null as string) as territory_name_hint,
        cast(null as string) as phone_hash,
        cast(null as string) as web_domain,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('int_olist_deals_joined') }}
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        account_id,
        account_name,
        parent_account_id,
        owner_id,
        industry,
        account_type as segment,
        employee_count,
        annual_revenue_amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        billing_city as city,
        billing_state as state,
        billing_country as country,
        coalesce(billing_latitude, shipping_latitude) as latitude,
        coalesce(billing_longitude, shipping_longitude) as longitude,
        created_at as account_created_at,
        cast(null as string) as territory_name_hint,
        {{ phone_hash('phone', 'billing_country') }} as phone_hash,
        {{ web_domain('website') }} as web_domain,
        is_deleted,
        master_record_id as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__accounts') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        account_id,
        account_name,
        parent_account_id,
        owner_id,
        industry,
        segment,
        employee_count,
        annual_revenue_amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        city,
        state,
        country,
        latitude,
        longitude,
        created_at as account_created_at,
        cast(null as string) as territory_name_hint,
        cast(null as string) as phone_hash,
        cast(null as string) as web_domain,
        is_deleted,
        merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__accounts') }}
),

final as (
    select * from maven
    union all
    select * from olist
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
