-- First entry into every stage, the closing that stands, and how often the path jumped; inferred
-- visits neither begin a stage nor jump. The closing that stands is the first entry into today's
-- closed stage after the last open visit. A deal reached a stage when the first of those that were
-- merged into it did.
{%- set stages = ['prospect', 'qualified', 'presentation', 'quotation', 'closing'] %}
with visits as (
    select
        *,
        max(case when is_open then visit_number else 0 end)
            over (partition by opportunity_key) as last_open_visit_number,
        max(visit_number) over (partition by opportunity_key) as last_visit_number
    from {{ ref('int_stage_visits_sequenced') }}
),

last_visits as (
    select
        visits.opportunity_key,
        visits.stage_key,
        visits.stage_name,
        visits.stage_order,
        visits.is_open,
        stages.forecast_category
    from visits
    inner join {{ ref('int_stages_mapped') }} as stages on visits.stage_key = stages.stage_key
    where visits.visit_number = visits.last_visit_number
),

pivoted as (
    select
        visits.opportunity_key,
        last_visits.stage_key,
        last_visits.stage_name,
        last_visits.stage_order,
        last_visits.is_open,
        last_visits.forecast_category,
        {% for stage in stages %}
            min(
                case
                    when visits.stage_name = '{{ stage }}' and not visits.is_inferred
                        then visits.entered_date
                end
            ) as {{ stage }}_date,
        {% endfor %}
        {% for name, day in [
            ('closed_date', 'entered_date'), ('closing_stage_entered_date', 'logged_date')
        ] %}
            min(
                case
                    when
                        not last_visits.is_open
                        and visits.stage_name = last_visits.stage_name
                        and visits.visit_number > visits.last_open_visit_number
                        then visits.{{ day }}
                end
            ) as {{ name }},
        {% endfor %}
        cast(count(case when visits.direction = 'reopen' then 1 end) as integer) as reopen_count,
        {% for name, direction in [('skip_count', 'skip'), ('regression_count', 'back')] %}
            cast(
                count(
                    case
                        when visits.direction = '{{ direction }}' and not visits.is_inferred then 1
                    end
                ) as integer
            ) as {{ name }},
        {% endfor %}
        not bool_or(visits.is_inferred) as has_stage_history
    from visits
    inner join last_visits on visits.opportunity_key = last_visits.opportunity_key
    group by
        visits.opportunity_key,
        last_visits.stage_key,
        last_visits.stage_name,
        last_visits.stage_order,
        last_visits.is_open,
        last_visits.forecast_category
),

absorbed as (
    select
        {% for stage in stages -%}
            min(pivoted.{{ stage }}_date) as {{ stage }}_date,
        {% endfor -%}
        opportunities.survivor_key
    from pivoted
    inner join {{ ref('int_opportunities_resolved') }} as opportunities
        on pivoted.opportunity_key = opportunities.opportunity_key
    where opportunities.is_merged
    group by opportunities.survivor_key
),

final as (
    select
        pivoted.opportunity_key,
        pivoted.stage_key,
        pivoted.stage_name,
        pivoted.stage_order,
        pivoted.is_open,
        pivoted.forecast_category,
        {% for stage in stages -%}
            least(pivoted.{{ stage }}_date, absorbed.{{ stage }}_date) as {{ stage }}_date,
        {% endfor -%}
        pivoted.closed_date,
        pivoted.closing_stage_entered_date,
        pivoted.reopen_count,
        pivoted.skip_count,
        pivoted.regression_count,
        pivoted.has_stage_history
    from pivoted
    left join absorbed on pivoted.opportunity_key = absorbed.survivor_key
)

select * from final
