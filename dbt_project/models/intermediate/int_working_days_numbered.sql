-- Which days the company works (Monday to Friday without national holidays and joint leave), with a
-- running number. The own holiday of a province, or of another country, does not close the company.
with days as (
    select
        date_day,
        {{ iso_day_of_week('date_day') }} as day_of_week_number
    from {{ ref('int_calendar_days_generated') }}
),

holidays as (
    select
        holiday_date,
        max(holiday_name_en) as holiday_name_en,
        max(holiday_name_id) as holiday_name_id
    from {{ ref('hist_holidays') }}
    where
        is_current
        and not is_deleted
        and upper(coalesce(region, '{{ var("home_country") }}')) = '{{ var("home_country") }}'
    group by holiday_date
),

marked as (
    select
        days.date_day,
        days.day_of_week_number,
        holidays.holiday_date is not null as is_holiday,
        holidays.holiday_name_en,
        holidays.holiday_name_id,
        days.day_of_week_number <= 5 and holidays.holiday_date is null as is_working_day
    from days
    left join holidays on days.date_day = holidays.holiday_date
),

final as (
    select
        *,
        cast(
            sum(case when is_working_day then 1 else 0 end) over (
                order by date_day asc nulls last
                rows between unbounded preceding and current row
            ) as integer
        ) as working_day_number
    from marked
)

select * from final
