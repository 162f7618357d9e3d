-- First and last day of every fiscal year that the calendar touches, named after the calendar year
-- in which it ends. By months it begins with its first month; by weeks on the weekday nearest to
-- that day, at most three days before or after, which gives years of 52 or 53 whole weeks.
{% set first_month = setting('fiscal_year_start') | int %}

with years as (
    select distinct cast(extract(year from date_day) as integer) as year_number
    from {{ ref('int_calendar_days_generated') }}
),

around as (
    select year_number - 1 as year_number from years
    union
    select year_number from years
    union
    select year_number + 1 as year_number from years
    union
    select year_number + 2 as year_number from years
),

begun as (
    select
        year_number + {{ 1 if first_month > 1 else 0 }} as fiscal_year_number,
        make_date(year_number, {{ first_month }}, 1) as first_month_date
    from around
),

started as (
    select
        fiscal_year_number,
        {% if setting('fiscal_calendar') == 'months' %}
            first_month_date as fiscal_year_start_date
        {% else %}
            {{ add_days(
                'first_month_date',
                'mod(' ~ setting('fiscal_week_start') ~ ' - '
                ~ iso_day_of_week('first_month_date') ~ ' + 10, 7) - 3'
            ) }} as fiscal_year_start_date
        {% endif %}
    from begun
),

followed as (
    select
        *,
        lead(fiscal_year_start_date) over (order by fiscal_year_number asc nulls last)
            as next_start_date
    from started
),

final as (
    select
        fiscal_year_number,
        fiscal_year_start_date,
        {{ add_days('next_start_date', -1) }} as fiscal_year_end_date
    from followed
    where next_start_date is not null
)

select * from final
