-- The open pipeline at the end of each day. What opens or closes on a day is added up first, so
-- that the cost follows the states and the rows that come out, never opportunities times days.
{%- set group_columns = pipeline_group_columns() %}
{%- set measures = [
    'open_count',
    'open_with_amount_trx_count',
    'open_with_amount_count',
    'open_amount_trx',
    'open_amount',
] %}
{%- set tomorrow = add_days(as_of_date(), 1) %}

with changes as (
    select * from {{ ref('int_pipeline_changes_summed') }}
),

groups_changed as (
    select distinct
        {% for column in group_columns -%}
            {{ column }},
        {% endfor -%}
        pipeline_group_key,
        group_number
    from changes
),

levels as (
    select
        group_number,
        {% for measure in measures -%}
            sum({{ measure }}) over until_then as {{ measure }},
        {% endfor -%}
        boundary_date as from_date,
        lead(boundary_date) over (
            partition by group_number order by boundary_date asc nulls last
        ) as to_date
    from changes
    window until_then as (
        partition by group_number order by boundary_date asc nulls last
        rows between unbounded preceding and current row
    )
),

days as (
    select
        *,
        {{ each_day('from_date', add_days('coalesce(to_date, ' ~ tomorrow ~ ')', -1)) }}
            as pipeline_date
    from levels
    where
        {% for measure in measures -%}
            {{ 'or ' if not loop.first }}{{ measure }} <> 0
        {% endfor %}
),

sums as (
    select
        {% for column in group_columns -%}
            groups_changed.{{ column }},
        {% endfor -%}
        {% for measure in measures -%}
            days.{{ measure }},
        {% endfor -%}
        groups_changed.pipeline_group_key,
        days.pipeline_date
    from days
    inner join groups_changed on days.group_number = groups_changed.group_number
),

final as (
    select
        pipeline_group_key,
        pipeline_date,
        {% for column in group_columns -%}
            {{ column }},
        {% endfor -%}
        cast(open_count as bigint) as open_count,
        cast(open_with_amount_trx_count as bigint) as open_with_amount_trx_count,
        cast(open_with_amount_count as bigint) as open_with_amount_count,
        cast(
            case when open_with_amount_trx_count > 0 then open_amount_trx end as decimal(18, 2)
        ) as open_amount_trx,
        cast(
            case when open_with_amount_count > 0 then open_amount end as decimal(18, 2)
        ) as open_amount
    from sums
    where open_count > 0
)

select * from final
