with quotes as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'quote_id']) }} as quote_key,
        {{ local_date('quote_created_at') }} as created_date
    from {{ ref('hist_quotes') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'opportunity'
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

statuses as (
    select * from {{ ref('int_quote_statuses_dated') }}
),

status_map as (
    select * from {{ ref('quote_status_map') }}
),

dated as (
    select
        quotes.*,
        coalesce(status_map.canonical_status, 'unmapped') as canonical_status,
        coalesce({{ local_date('quotes.sent_at') }}, statuses.sent_date) as sent_date,
        case
            -- taken back: it waits for an answer again
            when status_map.canonical_status in ('draft', 'sent') then null
            when quotes.accepted_at is not null or status_map.canonical_status = 'accepted'
                then coalesce({{ local_date('quotes.accepted_at') }}, statuses.accepted_date)
        end as accepted_date,
        coalesce(opportunities.opportunity_key, 'unknown') as opportunity_key
    from quotes
    left join status_map
        on
            quotes.source_system = status_map.source_system
            and quotes.quote_status = status_map.quote_status
    left join statuses
        on
            quotes.source_system = statuses.source_system
            and quotes.source_instance = statuses.source_instance
            and quotes.quote_id = statuses.quote_id
    left join merged
        on
            quotes.source_system = merged.source_system
            and quotes.source_instance = merged.source_instance
            and quotes.opportunity_id = merged.record_id
    left join opportunities
        on
            quotes.source_system = opportunities.source_system
            and quotes.source_instance = opportunities.source_instance
            and coalesce(merged.survivor_id, quotes.opportunity_id) = opportunities.opportunity_id
),

numbered as (
    select
        *,
        {{ datediff_days('accepted_date', 'coalesce(sent_date, created_date)') }}
            as days_until_accepted,
        coalesce(accepted_date, created_date, valid_from) as rate_date,
        row_number() over (
            partition by source_system, source_instance, opportunity_key
            order by quote_created_at asc nulls last, quote_id asc nulls last
        ) as place
    from dated
),

final as (
    select
        numbered.quote_key,
        numbered.source_system,
        numbered.source_instance,
        numbered.quote_id,
        numbered.opportunity_key,
        numbered.quote_number,
        cast(coalesce(numbered.quote_version_number, numbered.place) as integer)
            as quote_version_number,
        numbered.quote_status,
        numbered.canonical_status,
        numbered.currency_code,
        numbered.amount_trx,
        {{ reporting_amount('numbered.amount_trx', 'rates.rate_to_reporting') }} as amount,
        numbered.quote_created_at,
        numbered.created_date,
        numbered.sent_date,
        numbered.accepted_date,
        numbered.expires_date,
        case
            when numbered.days_until_accepted >= 0
                then cast(numbered.days_until_accepted as integer)
        end as days_to_accept,
        numbered.is_deleted
    from numbered
    left join {{ ref('int_fx_rates_filled') }} as rates
        on
            upper(numbered.currency_code) = rates.currency_code
            and numbered.rate_date = rates.rate_date
)

select * from final
