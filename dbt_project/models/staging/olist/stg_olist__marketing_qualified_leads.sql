with raw as (
    {{ raw_rows('olist', 'marketing_qualified_leads') }}
),

final as (
    select
        mql_id,
        cast(first_contact_date as date) as first_contact_date,
        landing_page_id,
        origin,
        {{ load_columns('olist', 'marketing_qualified_leads') }}
    from raw
)

select * from final
