-- A territory's own events, and beside them those of everything below it in today's tree.
with events as (
    select
        events.territory_view,
        tree.ancestor_territory_key as territory_key,
        events.month_start_date,
        events.event_kind,
        events.amount,
        events.is_win_rate_eligible,
        tree.depth = 0 as is_own
    from {{ ref('int_territory_events_viewed') }} as events
    inner join {{ ref('bridge_territories_closure') }} as tree
        on events.territory_key = tree.descendant_territory_key
    where tree.is_current
),

territories as (
    select * from {{ ref('dim_territories') }}
    where is_current
),

targets as (
    select * from {{ ref('fct_inclusive_targets') }}
    where owner_kind = 'territory'
),

measured as (
    select
        {% for prefix, is_counted in [('', 'is_own and '), ('inclusive_', '')] %}
            {% for event_kind in ['won', 'lost', 'open', 'lead', 'case'] %}
                count(*) filter (where {{ is_counted }}event_kind = '{{ event_kind }}')
                    as {{ prefix }}{{ event_kind }}_count,
            {% endfor %}
            count(*) filter (where {{ is_counted }}event_kind in ('won', 'lost'))
                as {{ prefix }}closed_count,
            bool_or({{ is_counted }}not is_win_rate_eligible) as {{ prefix }}is_loss_untold,
            {{ known_amount('amount', is_counted ~ "event_kind = 'won'") }}
                as {{ prefix }}won_amount,
            {{ known_amount('amount', is_counted ~ "event_kind = 'lost'") }}
                as {{ prefix }}lost_amount,
            {{ known_amount('amount', is_counted ~ "event_kind = 'open'") }}
                as {{ prefix }}open_pipeline_amount,
        {% endfor %}
        territory_view,
        territory_key,
        month_start_date
    from events
    group by territory_view, territory_key, month_start_date
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        measured.month_start_date,
        territories.territory_name,
        territories.parent_territory_name,
        cast(territories.territory_level as bigint) as territory_level,
        measured.territory_view,
        {% for prefix in ['', 'inclusive_'] %}
            {% for column in [
                'won_count', 'won_amount', 'lost_count', 'lost_amount', 'closed_count',
                'open_count', 'open_pipeline_amount', 'lead_count', 'case_count',
            ] %}
                {{ 'measured.' ~ prefix ~ column }},
            {% endfor %}
            {{ win_rate('measured.' ~ prefix) }} as {{ prefix }}win_rate,
        {% endfor %}
        measured.territory_key,
        territories.parent_territory_key,
        targets.target_amount as inclusive_target_amount,
        {{ rate('measured.inclusive_won_amount', 'targets.target_amount') }}
            as attainment_rate
    from measured
    inner join territories
        on measured.territory_key = territories.territory_key
    left join targets
        on
            measured.territory_key = targets.owner_key
            and measured.month_start_date = targets.month_start_date
)

select * from final
