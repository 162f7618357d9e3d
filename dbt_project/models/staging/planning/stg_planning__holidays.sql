with raw as (
    {{ raw_rows('planning', 'holidays') }}
),

final as (
    select
        cast(holiday_date as date) as holiday_date,
        region,
        holiday_name_en,
        holiday_name_id,
        cast(is_joint_leave as boolean) as is_joint_leave,
        {{ load_columns('planning', 'holidays') }}
    from raw
)

select * from final
