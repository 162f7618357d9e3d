-- Negative cycle days: no length of time is below zero. What runs backwards is NULL and flagged.
{{ config(group='warehouse') }}

{% for fact, key, column in [
    ('fct_opportunities', 'opportunity_key', 'cycle_days'),
    ('fct_opportunities', 'opportunity_key', 'qualified_cycle_days'),
    ('fct_stage_visits', 'stage_visit_key', 'duration_days'),
    ('fct_leads', 'lead_key', 'days_to_won'),
    ('fct_lead_status_visits', 'lead_status_visit_key', 'dwell_days'),
    ('fct_quotes', 'quote_key', 'days_to_accept'),
    ('fct_leads', 'lead_key', 'response_minutes'),
    ('fct_cases', 'case_key', 'first_response_minutes'),
    ('fct_cases', 'case_key', 'resolution_minutes'),
    ('fct_cases', 'case_key', 'resolution_hours'),
] %}
    {% if not loop.first %}union all{% endif %}
    select
        '{{ fact }}.{{ column }}' as measure,
        {{ key }} as record_key
    from {{ ref(fact) }}
    where {{ column }} < 0
{% endfor %}
