-- Opportunities of the continued build whose amounts follow another rate now: open ones in a
-- foreign currency, and those whose close date lies ahead, follow every new quote, and the fixed
-- rate of a new fiscal year; all of them follow a quote that was revised, or that is the first one
-- of its currency.
{% set plan = night_plan() %}
{% set previous_day = "date '" ~ (plan['previous_as_of_date'] or '1900-01-01') ~ "'" %}

with quotes as (
    select
        source_system as currency_code,
        cast(party_id as date) as quoted_date,
        is_changed
    from {{ ref('int_parties_changed') }}
    where party_kind = 'fx_rate'
),

new_years as (
    select count(*) as year_count
    from {{ ref('int_fiscal_years_started') }}
    where
        fiscal_year_start_date > {{ previous_day }}
        and fiscal_year_start_date <= {{ as_of_date() }}
),

currencies as (
    select
        quotes.currency_code,
        min(case when quotes.is_changed then quotes.quoted_date end) <= {{ previous_day }}
        or bool_and(quotes.is_changed) as is_past_changed
    from quotes
    cross join new_years
    group by quotes.currency_code, new_years.year_count
    having bool_or(quotes.is_changed) or new_years.year_count > 0
),

final as (
    {% if plan['is_continued'] %}
        select distinct
            opportunities.source_system,
            opportunities.source_instance,
            opportunities.opportunity_id
        from {{ last_night('core', 'fct_opportunity_states') }} as states
        inner join {{ last_night('core', 'fct_opportunities') }} as opportunities
            on states.opportunity_key = opportunities.opportunity_key
        inner join currencies
            on upper(states.currency_code) = currencies.currency_code
        where
            opportunities.closed_date is null
            or opportunities.expected_close_date > {{ previous_day }}
            or currencies.is_past_changed

        union

        select
            opportunities.source_system,
            opportunities.source_instance,
            opportunities.opportunity_id
        from {{ last_night('core', 'fct_opportunity_lines') }} as lines
        inner join {{ last_night('core', 'fct_opportunities') }} as opportunities
            on lines.opportunity_key = opportunities.opportunity_key
        inner join currencies on lines.currency_code = currencies.currency_code
        where opportunities.closed_date is null or currencies.is_past_changed
    {% else %}
        select
            currency_code as source_system,
            currency_code as source_instance,
            currency_code as opportunity_id
        from currencies
        where false
    {% endif %}
)

select * from final
