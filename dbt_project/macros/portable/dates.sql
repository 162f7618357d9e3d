{#- Dates as DuckDB and Spark both do them. Each macro has `default__` in the shared SQL where
    there is one. -#}

{#- Whole days from `earlier` to `later`. dbt.datediff takes them in the other order, which is how
    cycles of minus 59 days come about. -#}
{% macro datediff_days(later, earlier) -%}
    {{ return(adapter.dispatch('datediff_days')(later, earlier)) }}
{%- endmacro %}

{% macro default__datediff_days(later, earlier) -%}
    datediff({{ later }}, {{ earlier }})
{%- endmacro %}

{% macro duckdb__datediff_days(later, earlier) -%}
    (cast({{ later }} as date) - cast({{ earlier }} as date))
{%- endmacro %}


{#- The day `days` after `day`, as a date: date plus interval is a timestamp on one engine and a
    date on the other. -#}
{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}

{% macro duckdb__add_days(day, days) -%}
    cast(cast({{ day }} as date) + cast({{ days }} as integer) as date)
{%- endmacro %}


{#- The first day of the month `months` after that of `day`. -#}
{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    add_months(cast(date_trunc('month', {{ day }}) as date), cast({{ months }} as int))
{%- endmacro %}

{% macro duckdb__add_months(day, months) -%}
    cast(
        date_trunc('month', cast({{ day }} as date)) + to_months(cast({{ months }} as integer))
        as date
    )
{%- endmacro %}


{#- Minutes from `earlier` to `later` (timestamps), as a double with fractions. -#}
{% macro minutes_between(later, earlier) -%}
    {{ return(adapter.dispatch('minutes_between')(later, earlier)) }}
{%- endmacro %}

{% macro default__minutes_between(later, earlier) -%}
    ((cast({{ later }} as double) - cast({{ earlier }} as double)) / 60)
{%- endmacro %}

{% macro duckdb__minutes_between(later, earlier) -%}
    (
        (epoch_us(cast({{ later }} as timestamp)) - epoch_us(cast({{ earlier }} as timestamp)))
        / 60000000.0
    )
{%- endmacro %}


{#- The timestamp `seconds` whole seconds after `moment`. -#}
{% macro add_seconds(moment, seconds) -%}
    {{ return(adapter.dispatch('add_seconds')(moment, seconds)) }}
{%- endmacro %}

{% macro default__add_seconds(moment, seconds) -%}
    timestampadd(second, cast({{ seconds }} as bigint), {{ moment }})
{%- endmacro %}

{% macro duckdb__add_seconds(moment, seconds) -%}
    ({{ moment }} + to_seconds(cast({{ seconds }} as bigint)))
{%- endmacro %}


{#- ISO day of the week, Monday 1 to Sunday 7: `dayofweek` starts on another day on each engine. -#}
{% macro iso_day_of_week(day) -%}
    {{ return(adapter.dispatch('iso_day_of_week')(day)) }}
{%- endmacro %}

{% macro default__iso_day_of_week(day) -%}
    (weekday({{ day }}) + 1)
{%- endmacro %}

{% macro duckdb__iso_day_of_week(day) -%}
    cast(isodow({{ day }}) as integer)
{%- endmacro %}


{#- A query of one column `date_day`, from `first_day` to `last_day` inclusive. -#}
{% macro date_spine(first_day, last_day) -%}
    {{ return(adapter.dispatch('date_spine')(first_day, last_day)) }}
{%- endmacro %}

{% macro default__date_spine(first_day, last_day) -%}
    select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day)) as date_day
{%- endmacro %}

{% macro duckdb__date_spine(first_day, last_day) -%}
    select
        cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
            as date_day
{%- endmacro %}


{#- A select item that repeats its row for every day from `first_day` to `last_day` inclusive. -#}
{% macro each_day(first_day, last_day) -%}
    {{ return(adapter.dispatch('each_day')(first_day, last_day)) }}
{%- endmacro %}

{% macro default__each_day(first_day, last_day) -%}
    explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day))
{%- endmacro %}

{% macro duckdb__each_day(first_day, last_day) -%}
    cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
{%- endmacro %}
