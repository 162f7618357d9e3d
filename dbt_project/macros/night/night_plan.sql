{#- What this build starts from: the last good build, or nothing. A night hands its plan over in the
    environment; any other call of dbt has none and builds everything from raw. Keys:
    is_continued; previous_as_of_date, the business date of that build; new_loads, load ids by feed;
    restarted, the feeds that are read from their first load again, because a load came late, was
    replaced, or because their files are small or joined with each other. -#}
{% macro night_plan() -%}
    {%- set plan = {
        'is_continued': false, 'previous_as_of_date': none, 'new_loads': {}, 'restarted': []
    } -%}
    {%- if execute and target.name == 'nightly' -%}
        {%- set handed_over = env_var('PANTAU_NIGHT_PLAN', '') -%}
        {%- if handed_over -%}
            {%- do plan.update(fromjson(handed_over), is_continued=true) -%}
        {%- endif -%}
    {%- endif -%}
    {{- return(plan) -}}
{%- endmacro %}


{#- Whether a feed is read from its first load on in this build. -#}
{% macro is_read_whole(plan, source_name, feed) -%}
    {{- return(
        not plan['is_continued']
        or feed in plan['restarted']
        or source_name in var('sources_read_whole')
    ) -}}
{%- endmacro %}


{#- The same as a condition on rows of the load log. -#}
{% macro is_read_now(plan) -%}
    {%- if not plan['is_continued'] -%}
        true
    {%- else -%}
        feed in ('none'{% for feed in plan['restarted'] %}, '{{ feed }}'{% endfor %})
            or source_system in ('{{ var("sources_read_whole") | join("', '") }}')
            {%- for feed, loads in plan['new_loads'].items() %}
            or (feed = '{{ feed }}' and load_id in ('{{ loads | join("', '") }}'))
            {%- endfor %}
    {%- endif -%}
{%- endmacro %}


{#- dbt asks this before every incremental model. Only a night continues an earlier build: a part of
    the project that is built by hand would leave the rest behind. -#}
{% macro should_full_refresh() -%}
    {{- return(not night_plan()['is_continued']) -}}
{%- endmacro %}


{#- The table a model of core had in the build this one continues. It is read where `ref` would be a
    circle: what changed since decides what is built again. -#}
{% macro last_night(schema, name) -%}
    {{- adapter.quote(target.database) }}.{{ adapter.quote(schema) }}.{{ adapter.quote(name) -}}
{%- endmacro %}


{#- The condition that keeps a continued build to the keys it does again. `changed` is the relation
    of those keys; pass it as `ref`, so that dbt knows of it in any case. -#}
{% macro only_changed(key, changed, column=none) -%}
    {%- if night_plan()['is_continued'] -%}
        {{ key }} in (select {{ column or key }} from {{ changed }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- The same for records named by their source ids, without a hash for each. -#}
{% macro only_changed_records(alias, id, changed, expression=none) -%}
    {%- if night_plan()['is_continued'] -%}
        (
            {{ alias }}.source_system,
            {{ alias }}.source_instance,
            {{ expression or alias ~ '.' ~ id }}
        ) in (
            select source_system, source_instance, {{ id }} from {{ changed }}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- Condition on records of sources of which a feed is read again from its first load on. What is
    gone then leaves no trace in history, so everything of such a source is done again. -#}
{% macro is_of_restarted_source() -%}
    source_system in ({{ restarted_sources() }})
{%- endmacro %}

{% macro restarted_sources() -%}
    'none'{% for feed in night_plan()['restarted'] %}, '{{ feed.split(".")[0] }}'{% endfor %}
{%- endmacro %}


{#- A fact that a continued build appends to, after the rows of the keys it does again went. -#}
{% macro replaces_changed(key, changed) -%}
    {{- config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ forget_changed('" ~ key ~ "', ref('" ~ changed ~ "')) }}",
    ) -}}
{%- endmacro %}


{#- Before a continued build appends to a fact: the rows of the keys it does again go. -#}
{% macro forget_changed(key, changed) -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where {{ key }} in (select {{ key }} from {{ changed }}) or {{ is_of_restarted_source() }}
    {%- endif -%}
{%- endmacro %}


{#- The same for records named by their source ids. -#}
{% macro forget_changed_records(id, changed) -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where (source_system, source_instance, {{ id }}) in (
        select source_system, source_instance, {{ id }} from {{ changed }}
    )
    {%- endif -%}
{%- endmacro %}
