with salesforce as (
    select
        source_system,
        source_instance,
        feed,
        campaign_member_id as touch_id,
        campaign_id,
        lead_id,
        contact_id,
        cast(null as string) as opportunity_id,
        -- the campaign reached the member when it was added
        created_at as touched_at,
        cast(null as string) as channel,
        member_status as touch_kind,
        coalesce(has_responded, false) as has_responded,
        first_responded_date as responded_date,
        cast(null as numeric(18, 2)) as cost_amount_trx,
        {{ default_currency('salesforce') }} as currency_code,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__campaign_members') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        touch_id,
        campaign_id,
        lead_id,
        contact_id,
        opportunity_id,
        touched_at,
        channel,
        touch_kind,
        cast(null as boolean) as has_responded,
        cast(null as date) as responded_date,
        cost_amount_trx,
        coalesce(currency_code, {{ default_currency('generic') }}) as currency_code,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_generic__touches') }}
),

final as (
    select * from salesforce
    union all
    select * from generic
)

select * from final
