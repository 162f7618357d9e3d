-- The twelve periods of every fiscal year. By months a period is a calendar month; by weeks a
-- quarter has 13 of them, divided as the calendar's name says, and the 53rd week of a long year
-- lengthens its last period.
{% set calendar = setting('fiscal_calendar') %}
{% set lengths = [4, 4, 5] if calendar == 'months' else calendar.split('-') | map('int') | list %}
{% if lengths | length != 3 or lengths | sum != 13 %}
    {{ exceptions.raise_compiler_error(
        "fiscal_calendar is '" ~ calendar ~ "': write months, 4-4-5, 4-5-4 or 5-4-4."
    ) }}
{% endif %}
{% set weeks_before = [0, lengths[0], lengths[0] + lengths[1]] %}

with years as (
    select * from {{ ref('int_fiscal_years_started') }}
),

numbers as (
    {% for month in range(12) %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ month + 1 }} as fiscal_month_number,
            {{ month // 3 + 1 }} as fiscal_quarter_number,
            {{ 7 * (13 * (month // 3) + weeks_before[month % 3]) }} as days_before,
            {{ 7 * 13 * (month // 3) }} as days_before_quarter
    {% endfor %}
),

started as (
    select
        years.*,
        numbers.fiscal_month_number,
        numbers.fiscal_quarter_number,
        {% if calendar == 'months' %}
            {{ add_months('years.fiscal_year_start_date', 'numbers.fiscal_month_number - 1') }}
                as fiscal_period_start_date,
            {{ add_months(
                'years.fiscal_year_start_date', '3 * (numbers.fiscal_quarter_number - 1)'
            ) }} as fiscal_quarter_start_date
        {% else %}
            {{ add_days('years.fiscal_year_start_date', 'numbers.days_before') }}
                as fiscal_period_start_date,
            {{ add_days('years.fiscal_year_start_date', 'numbers.days_before_quarter') }}
                as fiscal_quarter_start_date
        {% endif %}
    from years
    cross join numbers
),

ended as (
    select
        *,
        coalesce(
            {{ add_days(
                'lead(fiscal_period_start_date) over (partition by fiscal_year_number'
                ~ ' order by fiscal_month_number asc nulls last)',
                -1
            ) }},
            fiscal_year_end_date
        ) as fiscal_period_end_date
    from started
),

final as (
    select
        *,
        max(fiscal_period_end_date) over (
            partition by fiscal_year_number, fiscal_quarter_number
        ) as fiscal_quarter_end_date
    from ended
)

select * from final
