with leads as (
    select
        *,
        {{ month_start('lead_created_date') }} as month_start_date
    from {{ ref('fct_leads') }}
    where not is_deleted and lead_created_date <= {{ as_of_date() }}
),

lead_sources as (
    select * from {{ ref('dim_lead_sources') }}
),

measured as (
    select
        leads.month_start_date,
        lead_sources.lead_source,
        lead_sources.channel,
        lead_sources.is_not_provided,
        count(*) as lead_count,
        count(*) filter (where leads.is_converted) as converted_count,
        count(*) filter (where leads.is_won) as won_count,
        {{ known_amount('leads.won_amount', 'leads.is_won') }} as won_amount,
        -- days_to_won is NULL where the deal was won before the lead's first contact.
        count(leads.days_to_won) filter (where leads.is_won) as won_with_days_count,
        avg(leads.days_to_won) filter (where leads.is_won) as avg_days_to_won,
        median(leads.days_to_won) filter (where leads.is_won) as median_days_to_won
    from leads
    inner join lead_sources
        on leads.lead_source_key = lead_sources.lead_source_key
    group by
        leads.month_start_date,
        lead_sources.lead_source,
        lead_sources.channel,
        lead_sources.is_not_provided
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        month_start_date,
        lead_source,
        channel,
        lead_count,
        converted_count,
        won_count,
        {{ rate('won_count', 'lead_count') }} as conversion_rate,
        cast(avg_days_to_won as double) as avg_days_to_won,
        cast(median_days_to_won as double) as median_days_to_won,
        is_not_provided,
        {{ rate('converted_count', 'lead_count') }} as converted_rate,
        won_with_days_count,
        won_amount
    from measured
)

select * from final
