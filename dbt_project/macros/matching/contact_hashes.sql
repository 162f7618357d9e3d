{#- What is kept of contact data: a hash that tells two records with the same address or number, and
    never the address or number. It needs no salt: whoever can read the hash in the build file can
    read the address beside it in staging, and neither is published. -#}

{#- md5 of an e-mail address in lower case; NULL where there is none. -#}
{% macro email_hash(email) -%}
    case when {{ email }} like '%_@_%' then md5(lower(trim({{ email }}))) end
{%- endmacro %}


{#- md5 of a phone number in E.164. -#}
{% macro phone_hash(number, country) -%}
    md5({{ e164_number(number, country) }})
{%- endmacro %}


{#- A phone number as E.164 writes it: plus, calling code, number, at most 15 digits. Of several
    numbers the first, without an extension. A national number gets the calling code of the record's
    country (var calling_codes); in a country that is not listed there it is no number. -#}
{% macro e164_number(number, country) -%}
    {%- set digits = international_digits(number, country) -%}
    case when length({{ digits }}) between 8 and 15 then '+' || {{ digits }} end
{%- endmacro %}

{% macro international_digits(number, country) -%}
    {%- set first = without_matches('lower(' ~ number ~ ')', '[;/,x].*$') -%}
    {%- set dialled = without_matches(without_matches(first, '[(]0[)]'), '[^0-9+]') -%}
    {%- set codes = var('calling_codes') -%}
    {%- set code -%}
        case coalesce(lower(trim({{ country }})), 'default')
            {%- for name, digits in codes.items() %}
            when '{{ name }}' then '{{ digits }}'
            {%- endfor %}
        end
    {%- endset -%}
    case
        when {{ dialled }} like '+%' then {{ without_matches(dialled, '[+]') }}
        when {{ dialled }} like '00%' then substr({{ dialled }}, 3)
        when {{ dialled }} like '0%' then {{ code }} || substr({{ dialled }}, 2)
        {#- a spreadsheet takes the plus away, or the zero #}
        when {{ dialled }} like {{ code }} || '%' and length({{ dialled }}) >= 10 then {{ dialled }}
        when {{ dialled }} <> '' then {{ code }} || {{ dialled }}
    end
{%- endmacro %}
