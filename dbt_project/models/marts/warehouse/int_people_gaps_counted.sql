{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Gaps around reps, leads and cases.
with reps as (
    select * from {{ ref('dim_sales_reps') }}
    where is_current and not is_deleted and rep_key <> 'unknown'
),

sellers as (
    select credited_rep_key as rep_key from {{ ref('fct_opportunities') }}
    union
    select owner_current_rep_key as rep_key from {{ ref('fct_opportunities') }}
),

quota_holders as (
    select distinct owner_key as rep_key from {{ ref('fct_targets') }}
    where owner_kind = 'rep'
),

rep_gaps as (
    select
        reps.source_system,
        reps.team_key,
        sellers.rep_key is null as is_without_opportunity,
        quota_holders.rep_key is null as is_without_target,
        coalesce(zones.is_zone_unknown, false) as is_zone_unknown
    from reps
    left join {{ ref('int_rep_time_zones_resolved') }} as zones
        on reps.rep_version_key = zones.rep_version_key
    left join sellers
        on reps.rep_key = sellers.rep_key
    left join quota_holders
        on reps.rep_key = quota_holders.rep_key
),

leads as (
    select
        leads.*,
        lead_sources.is_not_provided,
        lead_sources.channel,
        lower(lead_sources.lead_source) = 'unknown' and not lead_sources.is_not_provided
            as is_source_word_unknown
    from {{ ref('fct_leads') }} as leads
    inner join {{ ref('dim_lead_sources') }} as lead_sources
        on leads.lead_source_key = lead_sources.lead_source_key
    where not leads.is_deleted
),

final as (
    {% for check_name, is_affected in [
        ('reps_without_opportunities', 'is_without_opportunity'),
        ('reps_without_team', "team_key = 'unknown'"),
        ('reps_without_target', 'is_without_target'),
        ('reps_with_unknown_time_zone', 'is_zone_unknown'),
    ] %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where {{ is_affected }}) as affected_count,
            count(*) as total_count
        from rep_gaps
        group by source_system
        union all
    {% endfor %}
    {% for check_name, is_affected in [
        ('leads_without_source', 'is_not_provided'),
        ('leads_with_source_unknown', 'is_source_word_unknown'),
        ('leads_with_unmapped_source', "channel = 'unmapped'"),
        ('leads_in_unmapped_status', "canonical_status = 'unmapped'"),
        ('leads_without_owner', "owner_current_rep_key = 'unknown'"),
        ('leads_without_created_date', 'is_created_date_inferred'),
        ('leads_won_before_first_contact', 'is_date_order_invalid'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where {{ is_affected }}) as affected_count,
            count(*) as total_count
        from leads
        group by source_system
    {% endfor %}

    union all

    select
        source_system,
        'cases_without_opened_date' as check_name,
        cast(null as string) as subject,
        count(*) filter (where opened_date is null) as affected_count,
        count(*) as total_count
    from {{ ref('fct_cases') }}
    where not is_deleted
    group by source_system
)

select * from final
