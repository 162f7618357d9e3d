{#- Queries of the test `rules`, one per kind of rule: rule, column_name, key of every breach. -#}

{#- Columns that together name more than one row. -#}
{% macro repeated_rows(model, columns) -%}
select
    'unique' as rule,
    '{{ columns | join(", ") }}' as column_name,
    {{ record_name(columns) }} as key
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- endmacro %}


{#- Intervals that leave a gap, overlap the next one, are empty, or end although they are the last. -#}
{% macro untiled_rows(model, columns) -%}
select
    'tiles' as rule,
    'valid_from, valid_to' as column_name,
    {{ record_name(columns + ['valid_from']) }} as key
from {{ model }}
qualify
    valid_from is null
    or valid_to is null
    or valid_from >= valid_to
    or valid_to <> coalesce(
        lead(valid_from) over (
            partition by {{ columns | join(', ') }}
            order by valid_from asc nulls last, valid_to asc nulls last
        ),
        date '9999-12-31'
    )
{%- endmacro %}


{#- Rows whose value of a column is in no row of another relation. A join, because DuckDB takes four
    times as long for `not exists`. -#}
{% macro orphaned_rows(model, named_by, column, to, field, where=none) -%}
select
    'relationships' as rule,
    '{{ column }}' as column_name,
    {{ record_name(named_by) }} as key
from {{ model }}
left join (select distinct {{ field }} as existing_value from {{ to }}) as existing
    on {{ column }} = existing_value
where
    {{ column }} is not null
    {%- if where %}
    and ({{ where }})
    {%- endif %}
    and existing_value is null
{%- endmacro %}


{#- Rows that break a condition on themselves, read in one pass. A row that breaks several is named
    once, with the first. -#}
{% macro rows_that_break(model, named_by, conditions) -%}
select
    case
        {%- for condition in conditions %}
        when {{ condition.breach }} then '{{ condition.rule }}'
        {%- endfor %}
    end as rule,
    case
        {%- for condition in conditions %}
        when {{ condition.breach }} then '{{ condition.column }}'
        {%- endfor %}
    end as column_name,
    {{ record_name(named_by) }} as key
from {{ model }}
where
    {{ conditions | map(attribute='breach') | join('\n    or ') }}
{%- endmacro %}


{#- Of a model of which the engine itself enforces all there is. -#}
{% macro no_rows(model) -%}
select
    'none' as rule,
    'none' as column_name,
    'none' as key
from {{ model }}
where false
{%- endmacro %}


{#- A text that names a record by some of its columns. -#}
{% macro record_name(columns) -%}
    {%- for column in columns -%}
    {{ "'" if loop.first else " || ', " }}{{ column }} = ' || coalesce(cast({{ column }} as string), 'null')
    {%- endfor -%}
{%- endmacro %}
