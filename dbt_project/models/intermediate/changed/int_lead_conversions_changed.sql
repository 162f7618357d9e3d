-- The opportunities whose leads this build looks up again: those that changed, and those that a
-- changed lead was converted into, before or now.
with leads as (
    select * from {{ ref('fct_leads') }}
),

final as (
    select opportunity_key from {{ ref('int_opportunities_changed') }}

    union

    select opportunity_key from leads
    where {{ only_changed('lead_key', ref('int_leads_changed')) }}
    {% if night_plan()['is_continued'] %}
        union

        select opportunity_key from {{ last_night('core', 'bridge_lead_conversions') }}
        where {{ only_changed('lead_key', ref('int_leads_changed')) }}
    {% endif %}
)

select * from final
