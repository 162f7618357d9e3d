-- An opportunity's state at the day before a month and at the month's last day (or the as-of
-- date), for every month in which it was open or changed.
with states as (
    select * from {{ ref('fct_opportunity_states') }}
),

first_month as (
    select {{ month_start('min(valid_from)') }} as month_start_date from states
),

periods as (
    select
        dates.month_start_date as period_start_date,
        max(dates.month_end_date) as period_end_date,
        -- a quarter of whole weeks begins some days off the month: the month's middle decides
        max(
            case
                when extract(day from dates.date_day) = 15 then dates.fiscal_quarter_start_date
            end
        ) as fiscal_quarter_start_date,
        {{ add_days('dates.month_start_date', -1) }} as before_date,
        least(max(dates.month_end_date), {{ as_of_date() }}) as after_date
    from {{ ref('dim_dates') }} as dates
    inner join first_month
        on dates.month_start_date >= first_month.month_start_date
    where dates.month_start_date <= {{ as_of_date() }}
    group by dates.month_start_date
),

-- A state that was already closed before the month began cannot move the open pipeline.
states_after as (
    select
        periods.*,
        states.*
    from states
    inner join periods
        on
            states.valid_from <= periods.after_date
            and states.valid_to > periods.after_date
            and (states.is_open or states.valid_from > periods.before_date)
),

final as (
    select
        states_after.opportunity_key,
        states_after.source_system,
        states_after.source_instance,
        states_after.period_start_date,
        states_after.period_end_date,
        states_after.fiscal_quarter_start_date,
        states_before.opportunity_key is not null as is_existing_before,
        coalesce(states_before.is_open and not states_before.is_deleted, false)
            as is_open_before,
        coalesce(
            (states_before.is_won or states_before.is_lost) and not states_before.is_deleted,
            false
        ) as is_closed_before,
        coalesce(states_before.is_won, false) as is_won_before,
        coalesce(states_before.is_lost, false) as is_lost_before,
        states_before.expected_close_date as close_date_before,
        states_before.amount as amount_before,
        states_before.owner_rep_key as rep_key_before,
        states_before.team_key as team_key_before,
        states_before.territory_key as territory_key_before,
        states_after.is_open and not states_after.is_deleted as is_open_after,
        states_after.is_won and not states_after.is_deleted as is_won_after,
        states_after.is_lost and not states_after.is_deleted as is_lost_after,
        states_after.expected_close_date as close_date_after,
        states_after.amount as amount_after,
        states_after.owner_rep_key as rep_key_after,
        states_after.team_key as team_key_after,
        states_after.territory_key as territory_key_after
    from states_after
    left join states as states_before
        on
            states_after.opportunity_key = states_before.opportunity_key
            and states_after.before_date >= states_before.valid_from
            and states_after.before_date < states_before.valid_to
)

select * from final
