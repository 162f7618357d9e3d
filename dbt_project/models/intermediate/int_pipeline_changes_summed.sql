-- What opens and closes on a day in each group of the pipeline: owner, team, territory, stage and
-- currency. With numbers for groups, 5 million open states take half the time they take with seven
-- keys to sort. A night that continues an earlier build sums up what the replaced states made of
-- its days, with the other sign, what their successors make of them, and what stays open.
{%- set plan = night_plan() %}
{%- set group_columns = pipeline_group_columns() %}
{%- set first_day = "date '1900-01-01'" %}
{%- set tomorrow = add_days(as_of_date(), 1) %}
{%- set first_new_day = add_days(
    "date '" ~ (plan['previous_as_of_date'] or '1900-01-01') ~ "'", 1
) %}
{%- set is_changed = only_changed('opportunity_key', ref('int_opportunities_changed')) %}
{%- set replaced = ref('int_opportunity_states_replaced') %}
{#- which states, added or taken off, and from when until when what they began and ended counts -#}
{%- set parts = [
    (ref('fct_opportunity_states'), 1, first_day, tomorrow, 'is_open and ' ~ is_changed)
] %}
{%- if plan['is_continued'] %}
    {%- do parts.append((replaced, -1, first_day, first_new_day, 'true')) %}
    {%- do parts.append(
        (ref('fct_opportunity_states'), 1, first_new_day, tomorrow, 'is_open and not ' ~ is_changed)
    ) %}
{%- endif %}

with boundaries as (
    {% for states, direction, counted_from, counted_to, condition in parts %}
        {% set is_first_part = loop.first %}
        {% for boundary, turn in [('valid_from', direction), ('valid_to', -direction)] %}
            {% if not (is_first_part and loop.first) %}union all{% endif %}
            select
                {{ group_columns | join(', ') }},
                {{ boundary }} as boundary_date,
                {{ turn }} as open_count,
                case when amount_trx is null then 0 else {{ turn }} end
                    as open_with_amount_trx_count,
                case when amount is null then 0 else {{ turn }} end as open_with_amount_count,
                {{ '-' if turn < 0 }}coalesce(amount_trx, 0) as open_amount_trx,
                {{ '-' if turn < 0 }}coalesce(amount, 0) as open_amount
            from {{ states }}
            where
                {{ boundary }} >= {{ counted_from }}
                and {{ boundary }} < {{ counted_to }}
                and {{ condition }}
        {% endfor %}
    {% endfor %}
    {% if plan['is_continued'] %}
        union all

        -- what was open on the last day is open on the next, unless a boundary says otherwise
        select
            {{ group_columns | join(', ') }},
            {{ first_new_day }} as boundary_date,
            open_count,
            open_with_amount_trx_count,
            open_with_amount_count,
            coalesce(open_amount_trx, 0) as open_amount_trx,
            coalesce(open_amount, 0) as open_amount
        from {{ last_night('core', 'fct_pipeline_daily') }}
        where
            pipeline_date = {{ add_days(first_new_day, -1) }}
            and {{ first_new_day }} < {{ tomorrow }}
    {% endif %}
),

kinds as (
    select distinct {{ group_columns | join(', ') }} from boundaries
),

groups_numbered as (
    select
        *,
        {{ surrogate_key(group_columns) }} as pipeline_group_key,
        cast(
            row_number() over (
                order by {{ group_columns | join(' asc nulls last, ') }} asc nulls last
            ) as integer
        ) as group_number
    from kinds
),

summed as (
    select
        groups_numbered.group_number,
        boundaries.boundary_date,
        sum(boundaries.open_count) as open_count,
        sum(boundaries.open_with_amount_trx_count) as open_with_amount_trx_count,
        sum(boundaries.open_with_amount_count) as open_with_amount_count,
        sum(boundaries.open_amount_trx) as open_amount_trx,
        sum(boundaries.open_amount) as open_amount
    from boundaries
    inner join groups_numbered
        on
            {% for column in group_columns -%}
                {{ 'and ' if not loop.first -}}
                boundaries.{{ column }} is not distinct from groups_numbered.{{ column }}
            {% endfor %}
    group by groups_numbered.group_number, boundaries.boundary_date
),

final as (
    select
        summed.*,
        {% for column in group_columns -%}
            groups_numbered.{{ column }},
        {% endfor -%}
        groups_numbered.pipeline_group_key
    from summed
    inner join groups_numbered on summed.group_number = groups_numbered.group_number
)

select * from final
