-- Who stood directly above whom, in slices of time in which no parent of a tree changed. The
-- earliest version reaches back to 1900; a parent that no export knows makes a root.
with links as (
    {% for tree_kind, history, member_id, parent_id in [
        ('team', 'hist_teams', 'team_id', 'parent_team_id'),
        ('territory', 'hist_territories', 'territory_id', 'parent_territory_id'),
        ('rep', 'hist_sales_reps', 'rep_id', 'manager_id'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ tree_kind }}' as tree_kind,
            source_system,
            source_instance,
            {{ surrogate_key(['source_system', 'source_instance', member_id]) }} as member_key,
            case
                when {{ parent_id }} is not null
                    then {{ surrogate_key(['source_system', 'source_instance', parent_id]) }}
            end as named_parent_key,
            version_number,
            case when version_number = 1 then date '1900-01-01' else valid_from end as valid_from
        from {{ ref(history) }}
    {% endfor %}
),

members as (
    select distinct
        tree_kind,
        member_key
    from links
),

moves as (
    select
        links.*,
        members.member_key as parent_key
    from links
    left join members
        on
            links.tree_kind = members.tree_kind
            and links.named_parent_key = members.member_key
    qualify
        links.version_number = 1
        or members.member_key is distinct from lag(members.member_key) over (
            partition by links.tree_kind, links.member_key
            order by links.version_number asc nulls last
        )
),

stays as (
    select
        *,
        coalesce(
            lead(valid_from) over (
                partition by tree_kind, member_key order by valid_from asc nulls last
            ),
            date '9999-12-31'
        ) as valid_to
    from moves
),

boundaries as (
    select distinct
        tree_kind,
        source_system,
        source_instance,
        valid_from
    from moves
),

slices as (
    select
        *,
        coalesce(
            lead(valid_from) over (
                partition by tree_kind, source_system, source_instance
                order by valid_from asc nulls last
            ),
            date '9999-12-31'
        ) as valid_to
    from boundaries
),

final as (
    select
        stays.tree_kind,
        stays.source_system,
        stays.source_instance,
        stays.member_key,
        stays.parent_key,
        slices.valid_from,
        slices.valid_to
    from stays
    inner join slices
        on
            stays.tree_kind = slices.tree_kind
            and stays.source_system = slices.source_system
            and stays.source_instance = slices.source_instance
            and stays.valid_from <= slices.valid_from
            and stays.valid_to > slices.valid_from
)

select * from final
