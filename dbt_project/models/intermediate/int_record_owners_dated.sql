-- Who owned a lead or case on the day it came into being (of merged leads the earliest one), and an
-- activity on the day it took place, with the rep's version and team of that day. Before the first
-- export the earliest owner stands in, as for a record without a date.
with records as (
    {% for record_kind, resolved, record_id, event_date in [
        ('lead', 'int_leads_resolved', 'first_lead_id', 'lead_created_date'),
        ('case', 'int_cases_resolved', 'case_id', 'opened_date'),
        ('activity', 'int_activities_linked', 'activity_id', 'activity_date'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ record_kind }}' as record_kind,
            source_system,
            source_instance,
            {{ record_id }} as record_id,
            {{ record_kind }}_key as record_key,
            coalesce({{ event_date }}, date '1900-01-01') as event_date
        from {{ ref(resolved) }}
    {% endfor %}
),

versions as (
    {% for record_kind, history in [
        ('lead', 'hist_leads'),
        ('case', 'hist_cases'),
        ('activity', 'hist_activities'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ record_kind }}' as record_kind,
            source_system,
            source_instance,
            {{ record_kind }}_id as record_id,
            owner_id,
            case when version_number = 1 then date '1900-01-01' else valid_from end as known_from,
            valid_from,
            valid_to
        from {{ ref(history) }}
    {% endfor %}
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

final as (
    select
        records.record_kind,
        records.record_key,
        coalesce(reps.rep_key, 'unknown') as owner_at_event_rep_key,
        coalesce(reps.rep_version_key, 'unknown') as owner_at_event_rep_version_key,
        coalesce(reps.team_key, 'unknown') as owner_at_event_team_key,
        records.event_date < versions.valid_from
        or coalesce(records.event_date < reps.first_export_date, false) as is_owner_backfilled
    from records
    inner join versions
        on
            records.record_kind = versions.record_kind
            and records.source_system = versions.source_system
            and records.source_instance = versions.source_instance
            and records.record_id = versions.record_id
            and records.event_date >= versions.known_from
            and records.event_date < versions.valid_to
    left join reps
        on
            versions.source_system = reps.source_system
            and versions.source_instance = reps.source_instance
            and versions.owner_id = reps.rep_id
            and records.event_date >= reps.valid_from
            and records.event_date < reps.valid_to
)

select * from final
