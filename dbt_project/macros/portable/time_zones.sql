{#- Instants are UTC without a zone; business days are those of the company's zone. -#}

{#- The wall clock in the business zone at a UTC instant. -#}
{% macro local_timestamp(instant, zone=none) -%}
    {%- set zone = zone or "'" ~ setting('time_zone') ~ "'" -%}
    {{ return(adapter.dispatch('local_timestamp')(instant, zone)) }}
{%- endmacro %}

{% macro default__local_timestamp(instant, zone) -%}
    from_utc_timestamp({{ instant }}, {{ zone }})
{%- endmacro %}

{% macro duckdb__local_timestamp(instant, zone) -%}
    (cast({{ instant }} as timestamp) at time zone 'UTC' at time zone {{ zone }})
{%- endmacro %}


{#- The business day of a UTC instant: 23:30 and 00:30 belong to two days in Jakarta, to one in
    UTC. -#}
{% macro local_date(instant) -%}
    cast({{ local_timestamp(instant) }} as date)
{%- endmacro %}


{#- The UTC instant at which a business day begins. Sources that know only the day get this as
    their instant, so that local_date() gives the day back whatever the zone. -#}
{% macro local_midnight(day) -%}
    {{ return(adapter.dispatch('local_midnight')(day, "'" ~ setting('time_zone') ~ "'")) }}
{%- endmacro %}

{% macro default__local_midnight(day, zone) -%}
    to_utc_timestamp(cast({{ day }} as timestamp), {{ zone }})
{%- endmacro %}

{% macro duckdb__local_midnight(day, zone) -%}
    (cast({{ day }} as timestamp) at time zone {{ zone }} at time zone 'UTC')
{%- endmacro %}
