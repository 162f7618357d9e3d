with maven_opportunities as (
    select * from {{ ref('stg_maven__sales_pipeline') }}
),

maven as (
    -- the file keeps no history: the day of engagement and the day of closing are all it tells
    select
        source_system,
        source_instance,
        feed,
        opportunity_id || '|engaged' as change_id,
        opportunity_id,
        -- a deal was engaged when it closed at the latest, whatever the date says
        {{ local_midnight('least(engage_date, coalesce(close_date, engage_date))') }} as changed_at,
        'Engaging' as source_stage_name,
        cast(null as numeric(18, 2)) as amount_trx,
        {{ default_currency('maven') }} as currency_code,
        cast(null as date) as close_date,
        cast(null as double) as probability,
        cast(null as string) as forecast_category,
        'milestone_dates' as evidence,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from maven_opportunities
    where engage_date is not null

    union all

    select
        source_system,
        source_instance,
        feed,
        opportunity_id || '|closed' as change_id,
        opportunity_id,
        {{ local_midnight('close_date') }} as changed_at,
        source_stage_name,
        amount_trx,
        {{ default_currency('maven') }} as currency_code,
        close_date,
        cast(null as double) as probability,
        cast(null as string) as forecast_category,
        'milestone_dates' as evidence,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from maven_opportunities
    where close_date is not null
),

olist as (
    select
        source_system,
        source_instance,
        feed,
        mql_id || '|won' as change_id,
        mql_id as opportunity_id,
        won_at as changed_at,
        'Won' as source_stage_name,
        cast(null as numeric(18, 2)) as amount_trx,
        {{ default_currency('olist') }} as currency_code,
        {{ local_date('won_at') }} as close_date,
        cast(null as double) as probability,
        cast(null as string) as forecast_category,
        'milestone_dates' as evidence,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_olist__closed_deals') }}
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        opportunity_history_id as change_id,
        opportunity_id,
        created_at as changed_at,
        source_stage_name,
        amount_trx,
        coalesce(currency_code, {{ default_currency('salesforce') }}) as currency_code,
        close_date,
        probability,
        {{ salesforce_forecast_category('forecast_category') }} as forecast_category,
        'history_object' as evidence,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__opportunity_histories') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        change_id,
        opportunity_id,
        changed_at,
        source_stage_name,
        amount_trx,
        -- where the row names none it is the opportunity's own
        currency_code,
        close_date,
        probability,
        forecast_category,
        'history_object' as evidence,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_generic__stage_changes') }}
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
