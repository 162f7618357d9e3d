{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

{%- set alive = 'not is_deleted' %}
-- (check, what is affected, out of what)
{%- set checks = [
    ('opportunities_without_account', "account_key = 'not_provided'", alive),
    ('opportunities_with_unknown_account', "account_key = 'unknown'", alive),
    ('opportunities_without_owner', "owner_current_rep_key = 'unknown'", alive),
    ('opportunities_without_territory', "territory_key = 'unassigned'", alive),
    ('opportunities_without_created_date', 'is_created_date_inferred', alive),
    ('opportunities_without_stage_history', 'not has_stage_history', alive),
    ('opportunities_in_unmapped_stage', "stage_name = 'unmapped'", alive),
    ('opportunities_deleted', 'is_deleted', 'not is_merged'),
    ('opportunities_of_inactive_owners', 'is_owner_inactive', 'is_open'),
    ('open_opportunities_without_amount', 'amount_trx is null', 'is_open'),
    ('open_opportunities_without_close_date', 'expected_close_date is null', 'is_open'),
    ('close_dates_in_the_far_future', 'is_close_date_far_future', alive),
    ('won_opportunities_without_amount', 'amount_trx is null', 'is_won'),
    ('won_opportunities_without_any_lost', 'not is_win_rate_eligible', 'is_won'),
    ('lost_opportunities_with_zero_amount', 'amount_trx = 0', 'is_lost'),
    ('lost_opportunities_without_known_amount', 'lost_amount is null', 'is_lost'),
    (
        'closings_apart_from_the_log',
        'abs(' ~ datediff_days('closing_stage_entered_date', 'closed_date') ~ ') > 7',
        'is_won or is_lost',
    ),
    ('lost_amounts_of_the_record', 'is_lost_amount_of_record', 'is_lost'),
    ('won_before_created', 'is_cycle_invalid', 'is_won'),
    ('lost_before_created', 'is_cycle_invalid', 'is_lost'),
    (
        'closed_after_business_date',
        'told_closing_date is null',
        'is_won or is_lost',
    ),
    ('amounts_without_fx_rate', 'is_fx_missing', alive),
    (
        'opportunities_with_another_line_total',
        'is_line_total_different',
        alive ~ ' and is_line_total_different is not null',
    ),
] %}

with line_totals as (
    select
        opportunity_key,
        bool_or(is_header_mismatch) as is_line_total_different
    from {{ ref('fct_opportunity_lines') }}
    where not is_deleted
    group by opportunity_key
),

opportunities as (
    select
        opportunities.*,
        line_totals.is_line_total_different,
        -- what the record says, before a day is found for it
        records.told_closing_date,
        coalesce(not reps.is_active or reps.is_deleted, false) as is_owner_inactive
    from {{ ref('fct_opportunities') }} as opportunities
    left join {{ ref('dim_sales_reps') }} as reps
        on opportunities.owner_current_rep_key = reps.rep_key and reps.is_current
    left join {{ ref('int_opportunities_resolved') }} as records
        on opportunities.opportunity_key = records.opportunity_key
    left join line_totals on opportunities.opportunity_key = line_totals.opportunity_key
),

final as (
    {% for check_name, is_affected, is_counted in checks %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where ({{ is_counted }}) and ({{ is_affected }})) as affected_count,
            count(*) filter (where {{ is_counted }}) as total_count
        from opportunities
        group by source_system
    {% endfor %}
)

select * from final
