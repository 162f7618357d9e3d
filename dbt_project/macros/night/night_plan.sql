{#- What this build starts from: the last good build, or nothing. A night hands its plan over in the
    environment; any other call of dbt has none and builds everything from raw. Only history continues:
    all that follows it is built whole. Keys: is_continued; new_loads, load ids by feed; restarted, the
    feeds that are read from their first load again, because a load came late or was replaced. -#}
{% macro night_plan() -%}
    {%- set plan = {'is_continued': false, 'new_loads': {}, 'restarted': []} -%}
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
