-- Sources that deliver no activities are left out: silence in the export is not silence toward
-- the lead. So are leads of which nobody tells when they were created: no clock began.
with leads as (
    select
        *,
        {{ month_start('lead_created_date') }} as month_start_date
    from {{ ref('fct_leads') }}
    where
        not is_deleted
        and not is_created_date_inferred
        and lead_created_date <= {{ as_of_date() }}
),

sources_with_activities as (
    select distinct
        source_system,
        source_instance
    from {{ ref('fct_activities') }}
    where not is_deleted
),

lead_sources as (
    select * from {{ ref('dim_lead_sources') }}
),

reps as (
    select * from {{ ref('dim_sales_reps') }}
    where is_current
),

measured as (
    select
        leads.month_start_date,
        lead_sources.lead_source,
        coalesce(reps.rep_name, 'unknown') as rep_name,
        leads.owner_current_rep_key as rep_key,
        count(*) as lead_count,
        count(*) filter (where leads.is_responded) as responded_count,
        count(*) filter (where leads.is_untouched) as untouched_count,
        count(*) filter (where leads.is_sla_breached) as breached_count,
        count(*) filter (where leads.is_responded and not leads.is_sla_breached)
            as within_sla_count,
        median(leads.response_minutes) filter (where leads.is_responded)
            as median_response_minutes,
        percentile_cont(0.9) within group (order by leads.response_minutes)
        filter (where leads.is_responded) as p90_response_minutes
    from leads
    inner join sources_with_activities
        on
            leads.source_system = sources_with_activities.source_system
            and leads.source_instance = sources_with_activities.source_instance
    inner join lead_sources
        on leads.lead_source_key = lead_sources.lead_source_key
    left join reps
        on leads.owner_current_rep_key = reps.rep_key
    group by
        leads.month_start_date,
        lead_sources.lead_source,
        coalesce(reps.rep_name, 'unknown'),
        leads.owner_current_rep_key
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        month_start_date,
        lead_source,
        rep_name,
        lead_count,
        responded_count,
        untouched_count,
        breached_count,
        cast(median_response_minutes as double) as median_response_minutes,
        cast(p90_response_minutes as double) as p90_response_minutes,
        -- Leads without an answer whose time is not up yet are in neither part.
        {{ rate('within_sla_count', '(within_sla_count + breached_count)') }} as within_sla_rate,
        rep_key,
        within_sla_count,
        within_sla_count + breached_count as sla_decided_count
    from measured
)

select * from final
