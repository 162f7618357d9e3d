{#- What is compared of companies' names, cities and web sites. -#}

{#- A name in lower case, without punctuation; dots and apostrophes close up, so that P.T. is pt. -#}
{% macro plain_words(name) -%}
    translate(lower({{ name }}), '-_/,;:&+()[]"!*.''`', '               ')
{%- endmacro %}


{#- A company's name without its legal form (var legal_forms); NULL where nothing else is left. -#}
{% macro matching_name(name) -%}
    nullif({{ without_words(plain_words(name), var('legal_forms')) }}, '')
{%- endmacro %}


{#- A city's name, so that it is the same however it was written. -#}
{% macro matching_city(city) -%}
    nullif({{ without_words(plain_words(city), []) }}, '')
{%- endmacro %}


{#- The domain of a web address; NULL where it is none, or one that many companies share (var
    shared_web_domains). -#}
{% macro web_domain(address) -%}
    {%- set place = without_matches('lower(trim(' ~ address ~ '))', '^[a-z]+://') -%}
    {%- set domain = without_matches(without_matches(place, '[/?#:].*$'), '^www[0-9]*[.]') -%}
    case
        when
            {{ domain }} like '%_._%'
            and {{ domain }} not in ('{{ var("shared_web_domains") | join("', '") }}')
            then {{ domain }}
    end
{%- endmacro %}
