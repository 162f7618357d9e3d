{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Days from a lead's creation to each step. Who reached a later step has reached the earlier
-- ones, at the latest on that day: a skipped step is filled with the next later one, so the
-- funnel never widens.
with leads as (
    select * from {{ ref('fct_leads') }}
    where not is_deleted and lead_created_date <= {{ as_of_date() }}
),

reached as (
    select
        *,
        case when is_won then won_date end as reached_won_date,
        least(converted_date, case when is_won then won_date end) as reached_opportunity_date
    from leads
),

filled as (
    select
        *,
        least(sql_date, reached_opportunity_date) as reached_sql_date,
        least(sal_date, sql_date, reached_opportunity_date) as reached_sal_date,
        least(mql_date, sal_date, sql_date, reached_opportunity_date) as reached_mql_date
    from reached
),

final as (
    select
        lead_key,
        {% for step in ['mql', 'sal', 'sql', 'opportunity', 'won'] %}
            {{ datediff_days('reached_' ~ step ~ '_date', 'lead_created_date') }}
                as days_to_{{ step }},
        {% endfor %}
        {{ month_start('lead_created_date') }} as month_start_date,
        {{ datediff_days(as_of_date(), 'lead_created_date') }} as age_days
    from filled
)

select * from final
