{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What happened in a territory, one row per event and view: in the territory it belonged to at
-- the time (as_of_event), and in the one it belongs to by today's map (restated).
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and not is_deleted
),

accounts as (
    select
        account_key,
        territory_key
    from {{ ref('dim_accounts') }}
    where is_current and territory_key <> 'unassigned'
),

rep_territories as (
    select
        rep_key,
        territory_key
    from {{ ref('bridge_rep_territories') }}
    where is_current
),

-- Leads have no account: their territory is the same in both views.
cases as (
    select
        cases.opened_date,
        cases.territory_key,
        coalesce(accounts.territory_key, rep_territories.territory_key, 'unassigned')
            as current_territory_key
    from {{ ref('fct_cases') }} as cases
    left join accounts
        on cases.account_key = accounts.account_key
    left join rep_territories
        on cases.owner_current_rep_key = rep_territories.rep_key
    where not cases.is_deleted
),

events as (
    {% for territory_view, territory_key in [
        ('as_of_event', 'territory_key'),
        ('restated', 'current_territory_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ territory_view }}' as territory_view,
            {{ territory_key }},
            case when is_won then won_date else lost_date end as event_date,
            case when is_won then 'won' else 'lost' end as event_kind,
            case when is_won then won_amount else lost_amount end as amount,
            is_win_rate_eligible
        from opportunities

        union all

        select
            '{{ territory_view }}' as territory_view,
            {{ territory_key }},
            month_start_date as event_date,
            'open' as event_kind,
            amount,
            cast(null as boolean) as is_win_rate_eligible
        from {{ ref('fct_pipeline_months') }}

        union all

        select
            '{{ territory_view }}' as territory_view,
            territory_key,
            lead_created_date as event_date,
            'lead' as event_kind,
            cast(null as decimal(18, 2)) as amount,
            cast(null as boolean) as is_win_rate_eligible
        from {{ ref('fct_leads') }}
        where not is_deleted

        union all

        select
            '{{ territory_view }}' as territory_view,
            {{ territory_key }},
            opened_date as event_date,
            'case' as event_kind,
            cast(null as decimal(18, 2)) as amount,
            cast(null as boolean) as is_win_rate_eligible
        from cases

        union all

        select
            '{{ territory_view }}' as territory_view,
            territory_key,
            {{ as_of_date() }} as event_date,
            'listed' as event_kind,
            cast(null as decimal(18, 2)) as amount,
            cast(null as boolean) as is_win_rate_eligible
        from {{ ref('dim_territories') }}
        where is_current and not is_deleted and territory_key not in ('unknown', 'unassigned')

        union all

        select
            '{{ territory_view }}' as territory_view,
            owner_key as territory_key,
            month_start_date as event_date,
            'listed' as event_kind,
            cast(null as decimal(18, 2)) as amount,
            cast(null as boolean) as is_win_rate_eligible
        from {{ ref('fct_inclusive_targets') }}
        where owner_kind = 'territory'
    {% endfor %}
),

final as (
    select
        territory_view,
        territory_key,
        {{ month_start('event_date') }} as month_start_date,
        event_kind,
        amount,
        is_win_rate_eligible
    from events
    where event_date <= {{ as_of_date() }}
)

select * from final
