with raw as (
    {{ raw_rows('maven', 'accounts') }}
),

final as (
    select
        account as account_id,
        account as account_name,
        sector as industry,
        cast(year_established as integer) as year_established,
        cast(revenue as numeric(18, 2)) as annual_revenue_musd,
        cast(employees as integer) as employee_count,
        office_location as country,
        subsidiary_of as parent_account_id,
        {{ load_columns('maven', 'accounts') }}
    from raw
)

select * from final
