-- The shares of owners in a closed deal add up to one: one rep and one team are credited, one rep
-- holds it today, one territory had it and one has it now; each of them is a member known today.
{{ config(group='performance') }}

with deals as (
    select * from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and coalesce(won_date, lost_date) <= {{ as_of_date() }}
),

credits as (
    select
        opportunity_key,
        owner_view || ' ' || owner_kind as credit,
        owner_kind,
        owner_key
    from {{ ref('int_closed_opportunities_credited') }}

    union all

    select
        opportunity_key,
        'credited territory' as credit,
        'territory' as owner_kind,
        territory_key as owner_key
    from deals

    union all

    select
        opportunity_key,
        'current territory' as credit,
        'territory' as owner_kind,
        current_territory_key as owner_key
    from deals
),

members as (
    {% for kind, dimension in [
        ('rep', 'dim_sales_reps'), ('team', 'dim_teams'), ('territory', 'dim_territories')
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ kind }}' as owner_kind,
            {{ kind }}_key as owner_key
        from {{ ref(dimension) }}
        where is_current
    {% endfor %}
),

held as (
    select
        credits.opportunity_key,
        credits.credit
    from credits
    inner join members
        on
            credits.owner_kind = members.owner_kind
            and credits.owner_key = members.owner_key
)

select
    deals.opportunity_key,
    count(held.credit) as credit_count,
    count(distinct held.credit) as credit_kind_count
from deals
left join held on deals.opportunity_key = held.opportunity_key
group by deals.opportunity_key
having count(held.credit) <> 5 or count(distinct held.credit) <> 5
