with raw as (
    {{ raw_rows('salesforce', 'campaign') }}
),

final as (
    select
        id as campaign_id,
        cast(is_deleted as boolean) as is_deleted,
        name as campaign_name,
        parent_id as parent_campaign_id,
        type as campaign_type,
        status as campaign_status,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(expected_revenue as numeric(18, 2)) as expected_revenue_amount_trx,
        cast(budgeted_cost as numeric(18, 2)) as budgeted_cost_amount_trx,
        cast(actual_cost as numeric(18, 2)) as actual_cost_amount_trx,
        nullif(currency_iso_code, '000') as currency_code,
        cast(is_active as boolean) as is_active,
        owner_id,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'campaign') }}
    from raw
)

select * from final
