-- Fiscal periods, quarters and years follow each other without gap or overlap over the calendar: no
-- day is lost in dim_dates, and each is inside the period, quarter and year it names.
{{ config(group='warehouse') }}

select calendar.date_day
from {{ ref('int_calendar_days_generated') }} as calendar
left join {{ ref('dim_dates') }} as dates on calendar.date_day = dates.date_day
group by calendar.date_day
having
    count(dates.date_day) <> 1
    or count(
        case
            when
                dates.date_day between dates.fiscal_period_start_date
                and dates.fiscal_period_end_date
                and dates.fiscal_period_start_date >= dates.fiscal_quarter_start_date
                and dates.fiscal_period_end_date <= dates.fiscal_quarter_end_date
                and dates.fiscal_quarter_start_date >= dates.fiscal_year_start_date
                and dates.fiscal_quarter_end_date <= dates.fiscal_year_end_date
                then 1
        end
    ) <> 1
