-- The ISO week comes from the week's Thursday and a portable day of the week, not from engine
-- functions.
with days as (
    select
        *,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        last_day(date_day) as month_end_date,
        {{ add_days('date_day', '4 - day_of_week_number') }} as thursday
    from {{ ref('int_working_days_numbered') }}
),

weeks as (
    select
        *,
        cast(extract(year from thursday) as integer) as iso_year_number
    from days
),

periods as (
    select * from {{ ref('int_fiscal_periods_bounded') }}
),

final as (
    select
        weeks.date_day,
        weeks.year_number,
        weeks.quarter_number,
        weeks.month_number,
        weeks.month_start_date,
        weeks.month_end_date,
        cast(
            floor(
                {{ datediff_days('weeks.thursday', 'make_date(weeks.iso_year_number, 1, 1)') }}
                / 7.0
            ) as integer
        ) + 1 as iso_week_number,
        weeks.iso_year_number,
        weeks.day_of_week_number,
        periods.fiscal_year_number,
        periods.fiscal_quarter_number,
        periods.fiscal_month_number,
        cast(
            floor(
                {{ datediff_days('weeks.date_day', 'periods.fiscal_year_start_date') }} / 7.0
            ) as integer
        ) + 1 as fiscal_week_number,
        periods.fiscal_period_start_date,
        periods.fiscal_period_end_date,
        periods.fiscal_quarter_start_date,
        periods.fiscal_quarter_end_date,
        periods.fiscal_year_start_date,
        periods.fiscal_year_end_date,
        weeks.is_working_day,
        weeks.working_day_number,
        weeks.is_holiday,
        weeks.holiday_name_en,
        weeks.holiday_name_id
    from weeks
    inner join periods
        on
            weeks.date_day >= periods.fiscal_period_start_date
            and weeks.date_day <= periods.fiscal_period_end_date
)

select * from final
