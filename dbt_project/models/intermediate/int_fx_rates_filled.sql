-- One rate per currency and day up to the business date. A rate holds until the next one of its
-- currency; a day without its own rate is carried forward and says so. Planning's rates win over
-- those of a CRM for the same day. Before a currency's first rate there is none.
with days as (
    select date_day from {{ ref('int_calendar_days_generated') }}
    where date_day <= {{ as_of_date() }}
),

rates as (
    select
        upper(currency_code) as currency_code,
        rate_date,
        cast(rate_to_reporting as decimal(28, 12)) as rate_to_reporting,
        source_system,
        source_instance
    from {{ ref('hist_fx_rates') }}
    where
        is_current
        and not is_deleted
        and rate_to_reporting > 0
        and upper(currency_code) <> upper('{{ setting("reporting_currency") }}')
    qualify
        row_number() over (
            partition by upper(currency_code), rate_date
            order by
                case when source_system = 'planning' then 0 else 1 end asc nulls last,
                source_system asc nulls last,
                source_instance asc nulls last,
                valid_from desc nulls last,
                currency_code asc nulls last
        ) = 1
),

intervals as (
    select
        *,
        coalesce(
            lead(rate_date) over (
                partition by currency_code order by rate_date asc nulls last
            ),
            date '9999-12-31'
        ) as next_rate_date
    from rates
),

final as (
    select
        intervals.currency_code,
        days.date_day as rate_date,
        intervals.rate_to_reporting,
        days.date_day > intervals.rate_date as is_carried_forward,
        intervals.rate_date as quoted_date,
        intervals.source_system,
        intervals.source_instance
    from days
    inner join intervals
        on
            days.date_day >= intervals.rate_date
            and days.date_day < intervals.next_rate_date

    union all

    select
        upper('{{ setting("reporting_currency") }}') as currency_code,
        date_day as rate_date,
        cast(1 as decimal(28, 12)) as rate_to_reporting,
        false as is_carried_forward,
        cast(null as date) as quoted_date,
        'reporting' as source_system,
        'default' as source_instance
    from days
)

select * from final
