{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Names of teams, territories and products as of today; an industry is its own name.
with final as (
    select
        'team' as segment_kind,
        team_key as segment_key,
        team_name as segment_name
    from {{ ref('dim_teams') }}
    where is_current

    union all

    select
        'territory' as segment_kind,
        territory_key as segment_key,
        territory_name as segment_name
    from {{ ref('dim_territories') }}
    where is_current

    union all

    select
        'product' as segment_kind,
        product_key as segment_key,
        product_name as segment_name
    from {{ ref('dim_products') }}
)

select * from final
