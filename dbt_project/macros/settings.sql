{#- One company's setting: the var if given, else the environment, else the default. dbt does not
    render env_var inside `vars:`, so the order of precedence stands here. The environment is looked
    at while models run, not while they are parsed: dbt would parse again where it has changed. -#}
{% macro setting(name) -%}
    {%- set environment = {
        'reporting_currency': ('PANTAU_REPORTING_CURRENCY', 'IDR'),
        'time_zone': ('PANTAU_TIMEZONE', 'Asia/Jakarta'),
        'fiscal_year_start': ('PANTAU_FISCAL_YEAR_START', '1'),
        'fiscal_calendar': ('PANTAU_FISCAL_CALENDAR', 'months'),
        'fiscal_week_start': ('PANTAU_FISCAL_WEEK_START', '1'),
    } -%}
    {%- set from_environment = env_var(*environment[name]) if execute -%}
    {{- var(name, none) or from_environment or environment[name][1] -}}
{%- endmacro %}


{#- The business date as a literal, so that no model asks a clock and a filter can be pushed down
    to the files. The var if given, else what a night hands over in the environment, which unlike a
    var costs no parse (13 s); else the latest export in the load log, looked up once per call and
    not through `ref`: every layer may use it without depending on a private model. -#}
{% macro as_of_date() -%}
    {%- set given = var('as_of_date', none) -%}
    {%- if not given and execute -%}
        {%- set given = env_var('PANTAU_AS_OF_DATE', '') -%}
    {%- endif -%}
    {%- if not given and execute -%}
        {%- set query -%}
            select max(export_as_of)
            from ({{ known_load_log() }}) as known
            where known_status = 'loaded'
        {%- endset -%}
        {%- set given = run_query(query).columns[0].values()[0] -%}
    {%- endif -%}
    cast({{ "'" ~ given ~ "'" if given else 'null' }} as date)
{%- endmacro %}


{#- The instant of knowledge as a literal, or none: the warehouse as it would have been built then,
    without what was delivered or corrected since. UTC. -#}
{% macro as_known_at() -%}
    {%- set given = var('as_known_at', none) -%}
    {%- if not given and execute -%}
        {%- set given = env_var('PANTAU_AS_KNOWN_AT', '') -%}
    {%- endif -%}
    {{- return("cast('" ~ given ~ "' as timestamp)" if given else none) -}}
{%- endmacro %}
