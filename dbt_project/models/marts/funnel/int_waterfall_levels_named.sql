{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Names of reps, teams and territories as of today.
with final as (
    select
        'company' as level_kind,
        'company' as level_key,
        'company' as level_name

    union all

    select
        'rep' as level_kind,
        rep_key as level_key,
        rep_name as level_name
    from {{ ref('dim_sales_reps') }}
    where is_current

    union all

    select
        'team' as level_kind,
        team_key as level_key,
        team_name as level_name
    from {{ ref('dim_teams') }}
    where is_current

    union all

    select
        'territory' as level_kind,
        territory_key as level_key,
        territory_name as level_name
    from {{ ref('dim_territories') }}
    where is_current
)

select * from final
