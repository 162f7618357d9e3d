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


{#- The UTC instant at which a clock in `zone` shows a local time. -#}
{% macro utc_instant(local_time, zone=none) -%}
    {%- set zone = zone or "'" ~ setting('time_zone') ~ "'" -%}
    {{ return(adapter.dispatch('utc_instant')(local_time, zone)) }}
{%- endmacro %}

{% macro default__utc_instant(local_time, zone) -%}
    to_utc_timestamp(cast({{ local_time }} as timestamp), {{ zone }})
{%- endmacro %}

{% macro duckdb__utc_instant(local_time, zone) -%}
    (cast({{ local_time }} as timestamp) at time zone {{ zone }} at time zone 'UTC')
{%- endmacro %}


{#- The UTC instant at which a business day begins. Sources that know only the day get this as
    their instant, so that local_date() gives the day back whatever the zone. -#}
{% macro local_midnight(day) -%}
    {{ utc_instant(day) }}
{%- endmacro %}


{#- A query of one column `zone_name`: the zones that the engine can convert to. Any other name
    fails the statement it is used in. -#}
{% macro known_time_zones() -%}
    {{ return(adapter.dispatch('known_time_zones')()) }}
{%- endmacro %}

{% macro default__known_time_zones() -%}
    select
        explode(
            split(
                translate(java_method('java.time.ZoneId', 'getAvailableZoneIds'), '[]', ''), ', '
            )
        ) as zone_name
{%- endmacro %}

{% macro duckdb__known_time_zones() -%}
    select name as zone_name
    from pg_timezone_names()
{%- endmacro %}
