{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What is peculiar to the Olist files. Deals keep their row whether or not their seller is known.
with deals as (
    select * from {{ ref('stg_olist__closed_deals') }}
    qualify export_as_of = max(export_as_of) over ()
),

sellers as (
    select distinct seller_id from {{ ref('stg_olist__sellers') }}
),

joined as (
    select
        deals.*,
        sellers.seller_id is null as is_seller_missing
    from deals
    left join sellers
        on deals.seller_id = sellers.seller_id
),

final as (
    select
        'olist' as source_system,
        'declared_revenue_zero' as check_name,
        cast(null as string) as subject,
        count(*) filter (where declared_monthly_revenue_trx = 0) as affected_count,
        count(*) as total_count
    from joined

    union all

    select
        'olist' as source_system,
        'list_valued_profiles' as check_name,
        cast(null as string) as subject,
        count(*) filter (where lead_behaviour_profile like '%,%') as affected_count,
        count(*) as total_count
    from joined

    union all

    select
        'olist' as source_system,
        'deals_without_seller_record' as check_name,
        cast(null as string) as subject,
        count(*) filter (where is_seller_missing) as affected_count,
        count(*) as total_count
    from joined
)

select * from final
