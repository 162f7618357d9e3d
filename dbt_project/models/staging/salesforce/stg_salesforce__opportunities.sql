with raw as (
    {{ raw_rows('salesforce', 'opportunity') }}
),

final as (
    select
        id as opportunity_id,
        cast(is_deleted as boolean) as is_deleted,
        account_id,
        record_type_id,
        name as opportunity_name,
        type as opportunity_type,
        stage_name as source_stage_name,
        cast(amount as numeric(18, 2)) as amount_trx,
        cast(probability as double) / 100 as probability,
        forecast_category,
        cast(close_date as date) as close_date,
        next_step,
        lead_source,
        loss_reason_c as lost_reason,
        cast(is_closed as boolean) as is_closed,
        cast(is_won as boolean) as is_won,
        nullif(currency_iso_code, '000') as currency_code,
        campaign_id,
        territory2_id as territory_id,
        owner_id,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(last_stage_change_date as timestamp) as last_stage_changed_at,
        cast(push_count as integer) as push_count,
        cast(system_modstamp as timestamp) as version_at,
        {{ load_columns('salesforce', 'opportunity') }}
    from raw
)

select * from final
