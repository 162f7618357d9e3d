-- Each lead as exported, with the deal it led to.
with leads as (
    select * from {{ ref('stg_olist__marketing_qualified_leads') }}
),

deals as ({{ known_rows(
    ref('stg_olist__closed_deals'), 'mql_id', 'olist.marketing_qualified_leads'
) }}),

final as (
    select
        leads.source_system,
        leads.source_instance,
        leads.feed,
        leads.mql_id,
        leads.first_contact_date,
        leads.landing_page_id,
        leads.origin,
        deals.seller_id,
        deals.won_at,
        leads.export_as_of,
        leads.row_hash || coalesce(deals.row_hash, '') as row_hash
    from leads
    left join deals
        on
            leads.source_instance = deals.source_instance
            and leads.mql_id = deals.mql_id
            and leads.export_as_of = deals.known_as_of
)

select * from final
