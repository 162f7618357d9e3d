{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Open pipeline at month end: of the rep and team that held it that day, and of today's owner.
with pipeline_months as (
    select * from {{ ref('fct_pipeline_months') }}
),

viewed as (
    {% for owner_view, owner_kind, owner_key in [
        ('credited', 'rep', 'owner_rep_key'),
        ('credited', 'team', 'team_key'),
        ('current', 'rep', 'current_owner_rep_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ owner_view }}' as owner_view,
            '{{ owner_kind }}' as owner_kind,
            {{ owner_key }} as owner_key,
            month_start_date,
            amount
        from pipeline_months
    {% endfor %}
),

final as (
    select
        owner_view,
        owner_kind,
        owner_key,
        month_start_date,
        count(*) as open_count,
        cast(sum(amount) as decimal(18, 2)) as open_pipeline_amount
    from viewed
    group by owner_view, owner_kind, owner_key, month_start_date
)

select * from final
