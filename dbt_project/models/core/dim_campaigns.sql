with campaigns as (
    select
        *,
        -- no rate is known for a campaign still to come
        least(coalesce(start_date, valid_from), {{ as_of_date() }}) as rate_date
    from {{ ref('hist_campaigns') }}
    where is_current
),

rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

members as (
    select 'unknown' as member
    union all
    select 'not_applicable' as member
),

final as (
    select
        {{ surrogate_key([
            'campaigns.source_system', 'campaigns.source_instance', 'campaigns.campaign_id'
        ]) }} as campaign_key,
        campaigns.source_system,
        campaigns.source_instance,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.parent_campaign_id,
        campaigns.campaign_type,
        campaigns.campaign_status,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.currency_code,
        {% for cost in ['budgeted_cost', 'actual_cost'] %}
            campaigns.{{ cost }}_amount_trx,
            {{ reporting_amount('campaigns.' ~ cost ~ '_amount_trx', 'rates.rate_to_reporting') }}
                as {{ cost }}_amount,
        {% endfor %}
        campaigns.is_deleted
    from campaigns
    left join rates
        on
            upper(campaigns.currency_code) = rates.currency_code
            and campaigns.rate_date = rates.rate_date

    union all

    select
        member as campaign_key,
        member as source_system,
        member as source_instance,
        member as campaign_id,
        member as campaign_name,
        null as parent_campaign_id,
        null as campaign_type,
        null as campaign_status,
        null as start_date,
        null as end_date,
        null as currency_code,
        null as budgeted_cost_amount_trx,
        null as budgeted_cost_amount,
        null as actual_cost_amount_trx,
        null as actual_cost_amount,
        false as is_deleted
    from members
)

select * from final
