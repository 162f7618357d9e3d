-- The open pipeline at the end of each day. What opens or closes on a day is added up first, so
-- that the cost follows the states and the rows that come out, never opportunities times days. A
-- past day is valued with today's rates, like the states: the whole table is built every night.
with states as (
    select * from {{ ref('fct_opportunity_states') }}
    where is_open and valid_from <= {{ as_of_date() }}
),

{%- set group_columns = [
    'source_system',
    'source_instance',
    'owner_rep_key',
    'team_key',
    'territory_key',
    'stage_name',
    'currency_code',
] %}

boundaries as (
    {% for boundary, sign in [('valid_from', ''), ('valid_to', '-')] %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ group_columns | join(',\n            ') }},
            {{ boundary }} as boundary_date,
            cast({{ sign }}1 as bigint) as count_change,
            cast(case when amount_trx is null then 0 else {{ sign }}1 end as bigint)
                as with_amount_trx_change,
            cast(case when amount is null then 0 else {{ sign }}1 end as bigint)
                as with_amount_change,
            {{ sign }}coalesce(amount_trx, 0) as amount_trx_change,
            {{ sign }}coalesce(amount, 0) as amount_change
        from states
        {% if sign %}where valid_to <= {{ as_of_date() }}{% endif %}
    {% endfor %}
),

changes as (
    select
        {{ group_columns | join(',\n        ') }},
        boundary_date,
        sum(count_change) as count_change,
        sum(with_amount_trx_change) as with_amount_trx_change,
        sum(with_amount_change) as with_amount_change,
        sum(amount_trx_change) as amount_trx_change,
        sum(amount_change) as amount_change
    from boundaries
    group by {{ group_columns | join(', ') }}, boundary_date
),

levels as (
    select
        {{ group_columns | join(',\n        ') }},
        boundary_date as from_date,
        coalesce(
            lead(boundary_date) over (
                partition by {{ group_columns | join(', ') }}
                order by boundary_date asc nulls last
            ),
            date '9999-12-31'
        ) as to_date,
        sum(count_change) over until_then as open_count,
        sum(with_amount_trx_change) over until_then as with_amount_trx_count,
        sum(with_amount_change) over until_then as with_amount_count,
        sum(amount_trx_change) over until_then as open_amount_trx,
        sum(amount_change) over until_then as open_amount
    from changes
    window until_then as (
        partition by {{ group_columns | join(', ') }}
        order by boundary_date asc nulls last
        rows between unbounded preceding and current row
    )
),

days as (
    select date_day from {{ ref('dim_dates') }}
    where date_day <= {{ as_of_date() }}
),

final as (
    select
        days.date_day as pipeline_date,
        {% for column in group_columns -%}
            levels.{{ column }},
        {% endfor -%}
        cast(levels.open_count as bigint) as open_count,
        cast(levels.with_amount_count as bigint) as open_with_amount_count,
        cast(
            case when levels.with_amount_trx_count > 0 then levels.open_amount_trx end
            as decimal(18, 2)
        ) as open_amount_trx,
        cast(
            case when levels.with_amount_count > 0 then levels.open_amount end
            as decimal(18, 2)
        ) as open_amount
    from levels
    inner join days
        on
            levels.from_date <= days.date_day
            and levels.to_date > days.date_day
    where levels.open_count > 0
)

select * from final
