with maven as (
    select
        opportunities.source_system,
        opportunities.source_instance,
        opportunities.feed,
        opportunities.opportunity_id,
        cast(null as string) as opportunity_name,
        cast(null as string) as opportunity_type,
        opportunities.account_id,
        opportunities.owner_id,
        coalesce(products.canonical_value, opportunities.product_name) as product_id,
        cast(null as string) as campaign_id,
        cast(null as string) as lead_source,
        cast(null as string) as lost_reason,
        'default' as pipeline_name,
        cast(null as string) as pipeline_id,
        opportunities.source_stage_name,
        cast(null as string) as forecast_category,
        cast(null as double) as probability,
        opportunities.amount_trx,
        {{ default_currency('maven') }} as currency_code,
        opportunities.close_date,
        cast(null as boolean) as has_next_step,
        {{ local_midnight('opportunities.engage_date') }} as created_at,
        {{ local_midnight('opportunities.close_date') }} as closed_at,
        cast(null as timestamp) as last_modified_at,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        opportunities.export_as_of,
        cast(null as timestamp) as version_at,
        opportunities.row_hash
    from {{ ref('stg_maven__sales_pipeline') }} as opportunities
    {{ join_source_values(
        'products', 'opportunities.product_name', 'maven', 'sales_pipeline', 'product'
    ) }}
),

olist as (
    select
        source_system,
        source_instance,
        feed,
        mql_id as opportunity_id,
        cast(null as string) as opportunity_name,
        lead_type as opportunity_type,
        seller_id as account_id,
        sr_id as owner_id,
        cast(null as string) as product_id,
        cast(null as string) as campaign_id,
        origin as lead_source,
        cast(null as string) as lost_reason,
        'default' as pipeline_name,
        cast(null as string) as pipeline_id,
        'Won' as source_stage_name,
        cast(null as string) as forecast_category,
        cast(null as double) as probability,
        cast(null as numeric(18, 2)) as amount_trx,
        {{ default_currency('olist') }} as currency_code,
        {{ local_date('won_at') }} as close_date,
        cast(null as boolean) as has_next_step,
        {{ local_midnight('first_contact_date') }} as created_at,
        won_at as closed_at,
        cast(null as timestamp) as last_modified_at,
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
        opportunity_id,
        opportunity_name,
        opportunity_type,
        account_id,
        owner_id,
        cast(null as string) as product_id,
        campaign_id,
        lead_source,
        lost_reason,
        'default' as pipeline_name,
        record_type_id as pipeline_id,
        source_stage_name,
        {{ salesforce_forecast_category('forecast_category') }} as forecast_category,
        probability,
        amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        close_date,
        next_step is not null as has_next_step,
        created_at,
        cast(null as timestamp) as closed_at,
        last_modified_at,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__opportunities') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        opportunity_id,
        opportunity_name,
        opportunity_type,
        account_id,
        owner_id,
        product_id,
        campaign_id,
        lead_source,
        lost_reason,
        coalesce(pipeline_name, 'default') as pipeline_name,
        cast(null as string) as pipeline_id,
        source_stage_name,
        forecast_category,
        probability,
        amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        close_date,
        next_step is not null as has_next_step,
        created_at,
        closed_at,
        version_at as last_modified_at,
        is_deleted,
        merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__opportunities') }}
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
