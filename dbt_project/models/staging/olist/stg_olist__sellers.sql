with raw as (
    {{ raw_rows('olist', 'sellers') }}
),

final as (
    select
        seller_id,
        seller_zip_code_prefix,
        seller_city,
        seller_state,
        {{ load_columns('olist', 'sellers') }}
    from raw
)

select * from final
