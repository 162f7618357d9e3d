{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Movements of every level, plus the transfers between members of a level: what a member held
-- at the start and another member holds at the end leaves the one and enters the other.
with movements as (
    select * from {{ ref('fct_pipeline_movements') }}
),

final as (
    select
        window_kind,
        window_start_date,
        period_start_date,
        period_end_date,
        'company' as level_kind,
        'company' as level_key,
        bucket,
        amount
    from movements

    {% for level_kind, level_key in [
        ('rep', 'rep_key'), ('team', 'team_key'), ('territory', 'territory_key')
    ] %}
        union all

        select
            window_kind,
            window_start_date,
            period_start_date,
            period_end_date,
            '{{ level_kind }}' as level_kind,
            {{ level_key }} as level_key,
            bucket,
            amount
        from movements

        union all

        select
            window_kind,
            window_start_date,
            period_start_date,
            period_end_date,
            '{{ level_kind }}' as level_kind,
            {{ level_key }} as level_key,
            'transferred_out' as bucket,
            -amount as amount
        from movements
        where bucket = 'opening' and {{ level_key }} <> {{ level_key }}_after

        union all

        select
            window_kind,
            window_start_date,
            period_start_date,
            period_end_date,
            '{{ level_kind }}' as level_kind,
            {{ level_key }}_after as level_key,
            'transferred_in' as bucket,
            amount
        from movements
        where bucket = 'opening' and {{ level_key }} <> {{ level_key }}_after
    {% endfor %}
)

select * from final
