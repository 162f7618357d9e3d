with raw as (
    {{ raw_rows('maven', 'sales_teams') }}
),

final as (
    select
        sales_agent as rep_id,
        manager as manager_id,
        regional_office as territory_id,
        {{ load_columns('maven', 'sales_teams') }}
    from raw
)

select * from final
