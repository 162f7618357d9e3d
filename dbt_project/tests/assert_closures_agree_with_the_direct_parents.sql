-- Today's closure holds each member once for itself and once for everything above it: a member is
-- one deeper than its parent, and below nothing else at that distance.
{{ config(group='warehouse') }}

{% for bridge, ancestor, descendant, dimension, key, parent_key, level in [
    (
        'bridge_teams_closure', 'ancestor_team_key', 'descendant_team_key',
        'dim_teams', 'team_key', 'parent_team_key', 'team_level',
    ),
    (
        'bridge_territories_closure', 'ancestor_territory_key', 'descendant_territory_key',
        'dim_territories', 'territory_key', 'parent_territory_key', 'territory_level',
    ),
] %}
    {% if not loop.first %}union all{% endif %}
    select
        '{{ dimension }}' as tree,
        members.{{ key }} as member_key
    from {{ ref(dimension) }} as members
    left join {{ ref(bridge) }} as closure
        on members.{{ key }} = closure.{{ descendant }} and closure.is_current
    where members.is_current
    group by members.{{ key }}, members.{{ parent_key }}, members.{{ level }}
    having
        count(closure.{{ ancestor }}) <> members.{{ level }}
        or count(distinct closure.depth) <> members.{{ level }}
        or max(closure.depth) <> members.{{ level }} - 1
        or max(case when closure.depth = 0 then closure.{{ ancestor }} end) <> members.{{ key }}
        or coalesce(max(case when closure.depth = 1 then closure.{{ ancestor }} end), 'none')
        <> case
            when members.{{ parent_key }} in ('not_applicable', 'unknown') then 'none'
            else members.{{ parent_key }}
        end
{% endfor %}
