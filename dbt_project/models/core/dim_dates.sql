-- Fiscal years are named after the calendar year in which they end. Day of the week and ISO week
-- come from the portable macro and the week's Thursday, not from engine functions.
{% set fiscal_start = setting('fiscal_year_start') | int %}

with days as (
    select
        *,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        last_day(date_day) as month_end_date,
        {{ add_days('date_day', '4 - day_of_week_number') }} as thursday,
        cast(
            mod(extract(month from date_day) - {{ fiscal_start }} + 12, 12) + 1 as integer
        ) as fiscal_month_number
    from {{ ref('int_working_days_numbered') }}
),

numbered as (
    select
        *,
        cast(extract(year from thursday) as integer) as iso_year_number,
        year_number + case
            when {{ fiscal_start }} > 1 and month_number >= {{ fiscal_start }} then 1
            else 0
        end as fiscal_year_number,
        cast(floor((fiscal_month_number - 1) / 3.0) as integer) + 1
            as fiscal_quarter_number
    from days
),

final as (
    select
        date_day,
        year_number,
        quarter_number,
        month_number,
        month_start_date,
        month_end_date,
        cast(
            floor(
                {{ datediff_days('thursday', 'make_date(iso_year_number, 1, 1)') }} / 7.0
            ) as integer
        ) + 1 as iso_week_number,
        iso_year_number,
        day_of_week_number,
        fiscal_year_number,
        fiscal_quarter_number,
        fiscal_month_number,
        {{ add_months('date_day', '-mod(fiscal_month_number - 1, 3)') }}
            as fiscal_quarter_start_date,
        {{ add_months('date_day', '-(fiscal_month_number - 1)') }} as fiscal_year_start_date,
        is_working_day,
        working_day_number,
        is_holiday,
        holiday_name_en,
        holiday_name_id
    from numbered
)

select * from final
