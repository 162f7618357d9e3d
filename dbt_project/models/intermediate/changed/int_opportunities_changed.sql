-- The opportunities that this build does again: those whose own rows changed, those for which
-- something changed that they look up, and those that are gone. A build from raw does all of them.
{% set plan = night_plan() %}
{% set previous_day = "date '" ~ (plan['previous_as_of_date'] or '1900-01-01') ~ "'" %}
-- what lay after the business date was taken for that day, and moves on with it
{% set from_tomorrow = '>= ' ~ local_midnight(add_days(previous_day, 1)) %}

with opportunities as (
    select * from {{ ref('hist_opportunities') }}
),

records as (
    select
        source_system,
        source_instance,
        opportunity_id
    from opportunities
    where build_id = '{{ invocation_id }}' or created_at {{ from_tomorrow }}

    union

    select
        source_system,
        source_instance,
        opportunity_id
    from {{ ref('hist_opportunity_changes') }}
    where build_id = '{{ invocation_id }}' or changed_at {{ from_tomorrow }}

    union

    select
        source_system,
        source_instance,
        opportunity_id
    from {{ ref('hist_opportunity_field_changes') }}
    where build_id = '{{ invocation_id }}' or changed_at {{ from_tomorrow }}

    union

    select
        opportunities.source_system,
        opportunities.source_instance,
        opportunities.opportunity_id
    from opportunities
    inner join {{ ref('int_opportunity_logs_changed') }} as logs
        on
            opportunities.source_system = logs.source_system
            and opportunities.source_instance = logs.source_instance

    union

    select
        source_system,
        source_instance,
        opportunity_id
    from {{ ref('hist_opportunity_lines') }}
    where build_id = '{{ invocation_id }}'

    union

    select
        source_system,
        source_instance,
        converted_opportunity_id as opportunity_id
    from {{ ref('hist_leads') }}
    where build_id = '{{ invocation_id }}'

    union

    select
        source_system,
        source_instance,
        opportunity_id
    from {{ ref('int_opportunities_affected') }}
),

survivors as (
    select * from records

    union

    select
        records.source_system,
        records.source_instance,
        merged.survivor_id as opportunity_id
    from records
    inner join {{ ref('int_records_merged') }} as merged
        on
            merged.record_kind = 'opportunity'
            and records.source_system = merged.source_system
            and records.source_instance = merged.source_instance
            and records.opportunity_id = merged.record_id
),

final as (
    select
        {{ surrogate_key(['source_system', 'source_instance', 'opportunity_id']) }}
            as opportunity_key
    from survivors
    where opportunity_id is not null

    union

    select opportunity_key from {{ ref('int_opportunities_revalued') }}
    {% if plan['restarted'] %}
        union

        select opportunity_key from {{ last_night('core', 'fct_opportunities') }}
        where
            opportunity_key not in (
                select {{ surrogate_key(['source_system', 'source_instance', 'opportunity_id']) }}
                from opportunities
            )
    {% endif %}
)

select * from final
