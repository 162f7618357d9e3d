{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Why an opportunity stands where it stands, in sentences, and the code of what to do next.
with scored as (
    select * from {{ ref('int_open_opportunities_scored') }}
),

attention as (
    select * from {{ ref('int_opportunity_attention_summarised') }}
),

measured as (
    select
        scored.*,
        attention.last_activity_date,
        attention.next_activity_date,
        attention.has_activity_feed,
        attention.is_next_step_missing,
        {{ datediff_days(as_of_date(), 'attention.last_activity_date') }}
            as days_since_last_activity,
        attention.has_activity_feed and coalesce(
            {{ datediff_days(
                as_of_date(), 'coalesce(attention.last_activity_date, scored.created_date)'
            ) }} > 14,
            true
        ) as is_neglected,
        cast(round(100 * scored.win_probability) as bigint) as win_percent,
        cast(ceil(scored.stuck_limit_days) as bigint) as stuck_limit,
        {{ datediff_days(as_of_date(), 'scored.expected_close_date') }} as overdue_days
    from scored
    inner join attention
        on scored.opportunity_key = attention.opportunity_key
),

final as (
    select
        *,
        {% for language, sentences in opportunity_reasons().items() %}
        {% for condition, sentence in sentences %}
        {% if not loop.first %}|| {% endif -%}
        case when {{ condition }} then {{ sentence }} else '' end
        {% endfor %}
        as reasons_{{ language }},
        {% endfor %}
        case
            when is_overdue then 'confirm_close_date'
            when is_stuck then 'unblock_or_close'
            when is_neglected then 'call_customer'
            when is_next_step_missing then 'write_next_step'
            when amount is null then 'estimate_amount'
            else 'advance_from_' || stage_name
        end as next_action_code
    from measured
)

select * from final
