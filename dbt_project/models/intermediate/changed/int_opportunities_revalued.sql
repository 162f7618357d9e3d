-- Opportunities of the continued build whose amounts follow another rate now: open ones in a foreign
-- currency follow every new quote, all of them follow one that was revised.
{% set plan = night_plan() %}

with quotes as (
    select
        source_system as currency_code,
        cast(party_id as date) as quoted_date
    from {{ ref('int_parties_changed') }}
    where is_changed and party_kind = 'fx_rate'
),

currencies as (
    select
        currency_code,
        min(quoted_date) as first_quoted_date
    from quotes
    group by currency_code
),

final as (
    {% if plan['is_continued'] %}
        select distinct states.opportunity_key
        from {{ last_night('core', 'fct_opportunity_states') }} as states
        inner join {{ last_night('core', 'fct_opportunities') }} as opportunities
            on states.opportunity_key = opportunities.opportunity_key
        inner join currencies
            on upper(states.currency_code) = currencies.currency_code
        where
            opportunities.closed_date is null
            or currencies.first_quoted_date <= date '{{ plan["previous_as_of_date"] }}'
    {% else %}
        select currency_code as opportunity_key from currencies
        where false
    {% endif %}
)

select * from final
