-- The leads that this build does again: those that were touched, and those whose activities were,
-- for whichever lead they counted before.
with records as (
    select
        {{ surrogate_key(['source_system', 'source_instance', 'lead_id']) }} as lead_key
    from {{ ref('int_leads_touched') }}

    union

    select activities.lead_key
    from {{ ref('int_activities_linked') }} as activities
    where
        {{ only_changed(
            'activities.activity_key', ref('int_activities_changed'), 'activity_key'
        ) }}

    {% if night_plan()['is_continued'] %}
        union

        select activities.lead_key
        from {{ last_night('core', 'fct_activities') }} as activities
        where
            {{ only_changed(
                'activities.activity_key', ref('int_activities_changed'), 'activity_key'
            ) }}
    {% endif %}
),

final as (
    select lead_key from records
    where lead_key not in ('not_applicable', 'unknown')
)

select * from final
