{#- What engines do differently with texts and lists of texts. -#}

{#- A text without what a regular expression matches, everywhere in it. Patterns do without a
    backslash, which is a character on one engine and an escape on the other. -#}
{% macro without_matches(text, pattern) -%}
    {{ return(adapter.dispatch('without_matches')(text, pattern)) }}
{%- endmacro %}

{% macro default__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '')
{%- endmacro %}

{% macro duckdb__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}


{#- The words of a text but some, with one blank between. -#}
{% macro without_words(text, words) -%}
    {{ return(adapter.dispatch('without_words')(text, words)) }}
{%- endmacro %}

{% macro default__without_words(text, words) -%}
    array_join(filter(split({{ text }}, ' '), w -> w not in ('', '{{ words | join("', '") }}')), ' ')
{%- endmacro %}

{% macro duckdb__without_words(text, words) -%}
    array_to_string(
        list_filter(
            string_split({{ text }}, ' '), lambda w: w not in ('', '{{ words | join("', '") }}')
        ),
        ' '
    )
{%- endmacro %}


{#- The different pieces of three letters of a text, as a list. Two blanks before and one behind
    make its beginning count more, and give short texts some. -#}
{% macro trigrams(text) -%}
    {{ return(adapter.dispatch('trigrams')(text)) }}
{%- endmacro %}

{% macro default__trigrams(text) -%}
    array_distinct(transform(
        sequence(1, length({{ text }}) + 1), i -> substring('  ' || {{ text }} || ' ', i, 3)
    ))
{%- endmacro %}

{% macro duckdb__trigrams(text) -%}
    list_distinct(list_transform(
        range(1, length({{ text }}) + 2), lambda i: substr('  ' || {{ text }} || ' ', i, 3)
    ))
{%- endmacro %}


{#- Length of a list. -#}
{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length')(list)) }}
{%- endmacro %}

{% macro default__list_length(list) -%}
    size({{ list }})
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}


{#- What two lists of different things have in common, as a share of what is in either (Jaccard). -#}
{% macro common_rate(one, other) -%}
    {{ return(adapter.dispatch('common_rate')(one, other)) }}
{%- endmacro %}

{% macro default__common_rate(one, other) -%}
    (size(array_intersect({{ one }}, {{ other }})) / size(array_union({{ one }}, {{ other }})))
{%- endmacro %}

{% macro duckdb__common_rate(one, other) -%}
    (
        len(list_intersect({{ one }}, {{ other }})) * 1.0
        / (len({{ one }}) + len({{ other }}) - len(list_intersect({{ one }}, {{ other }})))
    )
{%- endmacro %}


{#- Jaro-Winkler similarity of two texts, 0 to 1. -#}
{% macro jaro_winkler(one, other) -%}
    {{ return(adapter.dispatch('jaro_winkler')(one, other)) }}
{%- endmacro %}

{% macro default__jaro_winkler(one, other) -%}
    {{ exceptions.raise_compiler_error(
        'No Jaro-Winkler similarity on ' ~ target.type ~ ': add ' ~ target.type
        ~ '__jaro_winkler to macros/portable/text.sql, for instance on a function of your own.'
    ) }}
{%- endmacro %}

{% macro duckdb__jaro_winkler(one, other) -%}
    jaro_winkler_similarity({{ one }}, {{ other }})
{%- endmacro %}
