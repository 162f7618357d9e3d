with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        campaign_id,
        campaign_name,
        parent_campaign_id,
        campaign_type,
        campaign_status,
        start_date,
        end_date,
        budgeted_cost_amount_trx,
        actual_cost_amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__campaigns') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        campaign_id,
        campaign_name,
        parent_campaign_id,
        campaign_type,
        campaign_status,
        start_date,
        end_date,
        budgeted_cost_amount_trx,
        actual_cost_amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__campaigns') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
