-- Each deal as exported, with the lead it came from and the seller it won. An inner join would lose
-- the sellers that the sellers file does not have.
with deals as (
    select * from {{ ref('stg_olist__closed_deals') }}
),

leads as ({{ known_rows(
    ref('stg_olist__marketing_qualified_leads'), 'mql_id', 'olist.closed_deals'
) }}),

sellers as ({{ known_rows(
    ref('stg_olist__sellers'), 'seller_id', 'olist.closed_deals'
) }}),

final as (
    select
        deals.source_system,
        deals.source_instance,
        deals.feed,
        deals.mql_id,
        deals.seller_id,
        deals.sr_id,
        deals.won_at,
        deals.business_segment,
        deals.lead_type,
        leads.first_contact_date,
        leads.origin,
        sellers.seller_city,
        sellers.seller_state,
        deals.export_as_of,
        deals.row_hash || coalesce(leads.row_hash, '') || coalesce(sellers.row_hash, '') as row_hash
    from deals
    left join leads
        on
            deals.source_instance = leads.source_instance
            and deals.mql_id = leads.mql_id
            and deals.export_as_of = leads.known_as_of
    left join sellers
        on
            deals.source_instance = sellers.source_instance
            and deals.seller_id = sellers.seller_id
            and deals.export_as_of = sellers.known_as_of
)

select * from final
