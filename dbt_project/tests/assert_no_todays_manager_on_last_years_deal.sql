-- Today's manager on last year's deal: the version of a rep that a fact names, and so its team and
-- manager, is the one that held on the day of the event.
{{ config(group='warehouse') }}

with named as (
    {% for fact, key, event_date, rep, version, team in [
        (
            'fct_opportunities', 'opportunity_key',
            'coalesce(closed_date, ' ~ as_of_date() ~ ')',
            'credited_rep_key', 'credited_rep_version_key', 'credited_team_key',
        ),
        (
            'fct_stage_visits', 'stage_visit_key', 'entered_date', 'owner_at_event_rep_key',
            'owner_at_event_rep_version_key', 'owner_at_event_team_key',
        ),
        (
            'fct_leads', 'lead_key', 'lead_created_date', 'owner_at_event_rep_key',
            'owner_at_event_rep_version_key', 'owner_at_event_team_key',
        ),
        (
            'fct_cases', 'case_key', 'opened_date', 'owner_at_event_rep_key',
            'owner_at_event_rep_version_key', 'owner_at_event_team_key',
        ),
        (
            'fct_activities', 'activity_key', 'activity_date', 'owner_at_event_rep_key',
            'owner_at_event_rep_version_key', 'owner_at_event_team_key',
        ),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ fact }}' as fact,
            {{ key }} as record_key,
            coalesce({{ event_date }}, date '1900-01-01') as event_date,
            {{ rep }} as rep_key,
            {{ version }} as rep_version_key,
            {{ team }} as team_key
        from {{ ref(fact) }}
    {% endfor %}
)

select named.*
from named
left join {{ ref('dim_sales_reps') }} as reps
    on named.rep_version_key = reps.rep_version_key
where
    reps.rep_version_key is null
    or named.rep_key <> reps.rep_key
    or named.team_key <> reps.team_key
    or named.event_date < reps.valid_from
    or named.event_date >= reps.valid_to
