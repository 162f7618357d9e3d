{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- A closed opportunity once in every segment it belongs to. With several products it counts in
-- each of them, with the part of the amount that its lines give the product; the product with the
-- largest lines takes the rounding, as in fct_opportunity_products.
with opportunities as (
    select
        *,
        {{ month_start('case when is_won then won_date else lost_date end') }}
            as month_start_date
    from {{ ref('fct_opportunities') }}
    where
        (is_won or is_lost)
        and not is_deleted
        and case when is_won then won_date else lost_date end <= {{ as_of_date() }}
),

allocated as (
    select
        opportunities.opportunity_key,
        opportunities.month_start_date,
        opportunities.is_won,
        opportunities.is_lost,
        opportunities.is_win_rate_eligible,
        opportunities.lost_amount as header_lost_amount,
        opportunities.won_amount_constant as header_won_amount_constant,
        allocations.product_key,
        allocations.won_amount,
        {{ reporting_amount('opportunities.lost_amount', 'allocations.amount_share') }}
            as rounded_lost_amount,
        {{ reporting_amount('opportunities.won_amount_constant', 'allocations.amount_share') }}
            as rounded_won_amount_constant,
        row_number() over (
            partition by opportunities.opportunity_key
            order by
                allocations.line_amount_trx desc nulls last,
                allocations.product_key asc nulls last
        ) as product_rank
    from opportunities
    inner join {{ ref('fct_opportunity_products') }} as allocations
        on opportunities.opportunity_key = allocations.opportunity_key
),

shares as (
    select
        {% for amount in ['lost_amount', 'won_amount_constant'] %}
            cast(
                case
                    when product_rank = 1
                        then
                            header_{{ amount }} + rounded_{{ amount }}
                            - sum(rounded_{{ amount }}) over (partition by opportunity_key)
                    else rounded_{{ amount }}
                end as decimal(18, 2)
            ) as {{ amount }},
        {% endfor %}
        *
    from allocated
),

industries as (
    select
        account_version_key,
        account_key,
        coalesce(industry, case account_key when 'unknown' then 'unknown' else 'not_provided' end)
            as industry
    from {{ ref('dim_accounts') }}
),

final as (
    select
        'company' as segment_kind,
        'company' as segment_key,
        opportunity_key,
        month_start_date,
        is_won,
        is_lost,
        is_win_rate_eligible,
        won_amount,
        lost_amount,
        won_amount_constant
    from opportunities

    {% for segment_kind, segment_key in [
        ('team', 'credited_team_key'), ('territory', 'territory_key')
    ] %}
        union all
        select
            '{{ segment_kind }}' as segment_kind,
            {{ segment_key }} as segment_key,
            opportunity_key,
            month_start_date,
            is_won,
            is_lost,
            is_win_rate_eligible,
            won_amount,
            lost_amount,
            won_amount_constant
        from opportunities
    {% endfor %}

    union all
    select
        'product' as segment_kind,
        product_key as segment_key,
        opportunity_key,
        month_start_date,
        is_won,
        is_lost,
        is_win_rate_eligible,
        won_amount,
        lost_amount,
        won_amount_constant
    from shares

    union all
    select
        'industry' as segment_kind,
        industries.industry as segment_key,
        opportunities.opportunity_key,
        opportunities.month_start_date,
        opportunities.is_won,
        opportunities.is_lost,
        opportunities.is_win_rate_eligible,
        opportunities.won_amount,
        opportunities.lost_amount,
        opportunities.won_amount_constant
    from opportunities
    inner join industries
        on opportunities.account_version_key = industries.account_version_key
)

select * from final
