-- The open states of the earlier build that this one replaces: what has to be taken off sums over
-- states. Read before fct_opportunity_states forgets them. A build from raw replaces none.
{%- set group_columns = pipeline_group_columns() %}
{%- set is_changed = only_changed('opportunity_key', ref('int_opportunities_changed')) %}
{%- if night_plan()['is_continued'] %}
    with states as (
        select * from {{ last_night('core', 'fct_opportunity_states') }}
        where is_open
    ),

    final as (
        select
            {{ group_columns | join(', ') }},
            valid_from,
            valid_to,
            amount_trx,
            amount
        from states
        where
            {{ is_changed }}
            or {{ is_of_restarted_source() }}
    )
{%- else %}
    with final as (
        select
            {% for column in group_columns -%}
                cast(null as string) as {{ column }},
            {% endfor -%}
            cast(null as date) as valid_from,
            cast(null as date) as valid_to,
            cast(null as decimal(18, 2)) as amount_trx,
            cast(null as decimal(18, 2)) as amount
        where false
    )
{%- endif %}

select * from final
