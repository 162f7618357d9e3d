{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- A rep or team appears in every month with sales activity, and in the as-of month in any case.
with closed as (
    select distinct
        owner_view,
        owner_kind,
        owner_key,
        month_start_date
    from {{ ref('int_closed_opportunities_credited') }}
),

pipeline as (
    select
        owner_view,
        owner_kind,
        owner_key,
        month_start_date
    from {{ ref('int_open_pipeline_summed') }}
),

targets as (
    select
        owner_view,
        owner_kind,
        owner_key,
        month_start_date
    from {{ ref('int_targets_totalled') }}
    where owner_kind = 'rep'

    union all

    select
        'credited' as owner_view,
        'team' as owner_kind,
        owner_key,
        month_start_date
    from {{ ref('fct_inclusive_targets') }}
    where owner_kind = 'team' and month_start_date <= {{ as_of_date() }}
),

parent_teams as (
    select
        'credited' as owner_view,
        'team' as owner_kind,
        team_key as owner_key,
        month_start_date
    from {{ ref('int_team_months_rolled_up') }}
),

members as (
    {% for owner_view, owner_kind, model, owner_key in [
        ('credited', 'rep', 'dim_sales_reps', 'rep_key'),
        ('current', 'rep', 'dim_sales_reps', 'rep_key'),
        ('credited', 'team', 'dim_teams', 'team_key'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ owner_view }}' as owner_view,
            '{{ owner_kind }}' as owner_kind,
            {{ owner_key }} as owner_key,
            {{ month_start(as_of_date()) }} as month_start_date
        from {{ ref(model) }}
        where is_current and not is_deleted and {{ owner_key }} <> 'unknown'
    {% endfor %}
),

final as (
    select * from closed
    union
    select * from pipeline
    union
    select * from targets
    union
    select * from parent_teams
    union
    select * from members
)

select * from final
